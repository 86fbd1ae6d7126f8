#include "engine/estate/stored_line.h"

#include <random>
#include <string>
#include <vector>

#include "engine/base/rfc3339.h"
#include "engine/pki/checks/validity.h"
#include "engine/pki/judgement_json.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/test_certificates.h"

namespace certsweep::estate {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr int64_t kNow = test::kTestTime;
constexpr int64_t kDay = 86400;

// A line as a scan renders it, with what may differ from run to run.
std::string Line(int64_t now, std::string_view findings = {}, std::string_view timing = {},
                 std::string_view columns = {}, int attempts = 1) {
  std::string line = R"({"target":"sps:443","host":"sps","port":443,"identities":["sps"],"time":")";
  line += base::FormatRfc3339(now) + R"(","attempts":)" + std::to_string(attempts);
  line += R"(,"verdict":"noncompliant","mendable":true,"findings":[)" + std::string(findings);
  line += R"(],"tls":{"version":"TLSv1.3"},"chain":[{"subject":"CN=sps","sha256":"00"}])";
  if (!timing.empty()) line += R"(,"timing":{)" + std::string(timing) + "}";
  if (!columns.empty()) line += R"(,"columns":)" + std::string(columns);
  return line + "}";
}

// What the checks say of a certificate, as a line holds it.
std::string FindingsAt(int64_t now, int64_t not_before, int64_t not_after, int min_days_left = 30) {
  const x509::CertificatePtr certificate =
      test::CertificateBuilder("leaf").Valid(not_before, not_after).Build().Parse();
  pki::Findings findings = pki::CheckValidAt(*certificate, 0, now);
  pki::AddFindings(findings, pki::CheckDaysLeft(*certificate, 0, now, min_days_left));
  std::string text;
  for (const pki::Finding& finding : findings) {
    if (!text.empty()) text += ',';
    pki::AppendFindingJson(finding, text);
  }
  return text;
}

// The line comes back; gives its stored form.
StoredLine RoundTrip(const std::string& line, int64_t now = kNow) {
  StoredLine stored = SplitLine(line, now);
  EXPECT_EQ(JoinLine(stored, now), line);
  return stored;
}

TEST(StoredLineTest, TakesApartWhatIsOfThisRunAlone) {
  const StoredLine stored =
      RoundTrip(Line(kNow, "", R"("connect_us":210,"handshake_us":1850)", R"({"site":"Berlin"})", 2));
  EXPECT_EQ(stored.attempts, 2);
  EXPECT_EQ(stored.timing.connect_us, 210);
  EXPECT_EQ(stored.timing.handshake_us, 1850);
  EXPECT_EQ(stored.columns, R"({"site":"Berlin"})");
  for (const char* gone : {"2026", "210", "1850", "timing", "Berlin"}) EXPECT_THAT(stored.text, Not(HasSubstr(gone)));
}

TEST(StoredLineTest, IsTheSameTextAtAnotherTime) {
  const StoredLine one = RoundTrip(Line(kNow, "", R"("connect_us":210)", R"({"a":"b"})"));
  const StoredLine other =
      RoundTrip(Line(kNow + 77, "", R"("connect_us":9,"handshake_us":0)", R"({"a":"c"})", 3), kNow + 77);
  EXPECT_EQ(one.text, other.text);
}

TEST(StoredLineTest, EvidenceInTermsOfTheTimeIsTheSameTextEveryDay) {
  struct Case {
    const char* code;
    int64_t not_before, not_after;
  };
  const Case cases[] = {{"expired", kNow - 400 * kDay, kNow - 2 * kDay},
                        {"not_yet_valid", kNow + 200 * kDay, kNow + 400 * kDay},
                        {"expiring_soon", kNow - 10 * kDay, kNow + 150 * kDay}};
  for (const Case& c : cases) {
    const auto line_at = [&c](int64_t now) { return Line(now, FindingsAt(now, c.not_before, c.not_after, 200)); };
    EXPECT_THAT(line_at(kNow), HasSubstr(std::string("\"code\":\"") + c.code));
    const StoredLine first = RoundTrip(line_at(kNow));
    // Also over "1 day" and "0 days".
    for (int64_t now = kNow; now < kNow + 150 * kDay; now += kDay / 2 + 7) {
      ASSERT_EQ(RoundTrip(line_at(now), now).text, first.text) << c.code << " " << base::FormatRfc3339(now);
    }
  }
}

TEST(StoredLineTest, SeveralFindingsOfOneLineEachHaveTheirOwnTime) {
  const auto line_at = [](int64_t now) {
    return Line(now, FindingsAt(now, kNow - 400 * kDay, kNow - 2 * kDay) +
                         R"(,{"code":"weak_key","severity":"fail","message":"in 3 days, a \"}"},)" +
                         FindingsAt(now, kNow - 400 * kDay, kNow - 90 * kDay));
  };
  EXPECT_EQ(RoundTrip(line_at(kNow)).text, RoundTrip(line_at(kNow + 5 * kDay), kNow + 5 * kDay).text);
}

TEST(StoredLineTest, WhatWasJudgedAsOfAnotherTimeStays) {
  const int64_t judged = kNow + 1000 * kDay;
  const std::string findings = FindingsAt(judged, kNow - kDay, kNow + kDay);
  const StoredLine one = RoundTrip(Line(kNow, findings));
  EXPECT_EQ(RoundTrip(Line(kNow + 3 * kDay, findings), kNow + 3 * kDay).text, one.text);
  EXPECT_THAT(one.text, HasSubstr("999 days ago"));
}

TEST(StoredLineTest, AnotherEndOfValidityIsAnotherText) {
  const StoredLine one = SplitLine(Line(kNow, FindingsAt(kNow, kNow - 9 * kDay, kNow - 2 * kDay)), kNow);
  const StoredLine other = SplitLine(Line(kNow, FindingsAt(kNow, kNow - 9 * kDay, kNow - 2 * kDay - 1)), kNow);
  EXPECT_NE(one.text, other.text);
}

TEST(StoredLineTest, ATimingThatIsNotKeptIsLeftOut) {
  StoredLine stored = SplitLine(Line(kNow, "", R"("connect_us":210)", R"({"a":"b"})"), kNow);
  stored.timing = {};
  EXPECT_EQ(JoinLine(stored, kNow), Line(kNow, "", "", R"({"a":"b"})"));
}

TEST(StoredLineTest, ColumnsOfTheUserMayBeNamedAsOurs) {
  RoundTrip(Line(kNow, "", R"("handshake_us":1)",
                 R"({"time":"2026-01-02T03:04:05Z","timing":"3 days","columns":"{}","code":"expired"})"));
  RoundTrip(Line(kNow, "", "", R"({"x":",\"columns\":{\"a\":\"b\"}}"})"));
}

TEST(StoredLineTest, AnyTextComesBack) {
  const std::string nul("a\0b", 3);
  for (const std::string& text :
       {std::string(),
        std::string("{}"),
        std::string("no JSON"),
        nul,
        std::string("\x01\x02\x03\x04\x05\x06\x07\x08"),
        std::string("\x01"),
        std::string("\xff\xfe"),
        std::string(100'000, '\x05'),
        Line(kNow) + "\x02",
        Line(kNow + 1),
        Line(kNow, R"({"code":"expired")"),
        Line(kNow, R"({"code":"expired","message":"expired at 2026-01-01T03:04:05Z, 01 day ago"})"),
        Line(kNow, R"({"code":"expired","message":"T T 9999-99-99T99:99:99Z \"}"})"),
        Line(kNow, "", R"("connect_us":-5)"),
        Line(kNow, "", R"("connect_us":007)"),
        Line(kNow, "", R"("connect_us":99999999999999999999)"),
        Line(kNow, "", R"("handshake_us":1,"connect_us":2)"),
        Line(kNow, "", R"("connect_us":1,)"),
        Line(kNow, "", "", "{}"),
        Line(kNow, "", "", "{")}) {
    RoundTrip(text);
  }
}

TEST(StoredLineTest, WhateverBytesAreChangedItComesBack) {
  const std::string whole = Line(kNow, FindingsAt(kNow, kNow - 9 * kDay, kNow - 2 * kDay),
                                 R"("connect_us":210,"handshake_us":1850)", R"({"site":"Berlin"})");
  std::mt19937 random(7);
  for (int round = 0; round < 20'000; ++round) {
    std::string line = whole;
    for (int i = 0; i <= round % 3; ++i) {
      const size_t at = random() % line.size();
      if (random() % 2 == 0)
        line[at] = static_cast<char>(random());
      else
        line.erase(at, random() % 5);
    }
    ASSERT_EQ(JoinLine(SplitLine(line, kNow), kNow), line);
  }
}

TEST(StoredLineTest, ADamagedTextGivesSomeLine) {
  const StoredLine whole = SplitLine(Line(kNow, FindingsAt(kNow, kNow - 9 * kDay, kNow - 2 * kDay)), kNow);
  for (size_t size = 0; size <= whole.text.size(); ++size) {
    StoredLine cut = whole;
    cut.text.resize(size);
    EXPECT_LE(JoinLine(cut, kNow).size(), whole.text.size() + 200);
  }
}

// Waived or not, evidence in terms of the time makes no new state every night.
TEST(StoredLineTest, AWaivedFindingIsTheSameTextEveryDay) {
  for (const std::string reason : {"CHG-1", "since 3 days", "before 2026-01-02T03:04:05Z", "in the rack, \\u00fc"}) {
    const auto line = [&reason](int64_t now) {
      std::string finding = FindingsAt(now, kNow - 400 * kDay, kNow - 2 * kDay);
      finding.insert(finding.size() - 1, R"(,"waived":true,"waiver":")" + reason + "\"");
      return Line(now, finding + R"(,{"code":"weak_cipher","severity":"warn","message":"m"})");
    };
    EXPECT_EQ(RoundTrip(line(kNow)).text, RoundTrip(line(kNow + 5 * kDay), kNow + 5 * kDay).text) << reason;
    EXPECT_THAT(JoinLine(SplitLine(line(kNow), kNow), kNow), HasSubstr(reason));
  }
  // What is waived is another state than what is not.
  const std::string plain = FindingsAt(kNow, kNow - 400 * kDay, kNow - 2 * kDay);
  std::string waived = plain;
  waived.insert(waived.size() - 1, R"(,"waived":true,"waiver":"CHG-1")");
  EXPECT_NE(RoundTrip(Line(kNow, plain)).text, RoundTrip(Line(kNow, waived)).text);
}

// A reason may hold what looks like the end of a finding, or like another one.
TEST(StoredLineTest, ReasonsOfWaiversComeBackWhateverTheySay) {
  for (const std::string reason :
       {R"(\"})", R"(\"}\",{\"code\":\"expired\"})", R"(\"actual\":\"2\")", R"(\u0001\u0006)", R"( 2 days \"})"}) {
    std::string finding = FindingsAt(kNow, kNow - 400 * kDay, kNow - 2 * kDay);
    finding.insert(finding.size() - 1, R"(,"waived":true,"waiver":")" + reason + "\"");
    RoundTrip(Line(kNow, finding));
  }
}

}  // namespace
}  // namespace certsweep::estate
