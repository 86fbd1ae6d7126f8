#include "engine/report/diff_rows.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/report/change_rows.h"

namespace certsweep::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto kBad = pki::Verdict::kNoncompliant;

RunChange Changed(const std::optional<RowSpec>& before, const std::optional<RowSpec>& after) {
  const RowSpec& any = after ? *after : *before;
  estate::ResultChange change{.endpoint = {any.host, any.address, 443}, .before = {}, .after = {}};
  if (before) change.before = MakeResult(*before);
  if (after) change.after = MakeResult(*after);
  return ClassifyChange(change, {}).value();
}

std::string Json(const RunChange& change) {
  std::string out;
  AppendDiffJson(change, {.before = 41, .after = 42}, out);
  return out;
}

std::string Csv(const RunChange& change, const std::vector<std::string>& columns = {}) {
  std::string out;
  AppendDiffCsvRow(change, {.before = 41, .after = 42}, columns, out);
  return out;
}

const RowSpec kOld = {.host = "a.example", .certificate = "one", .key = "k"};
const RowSpec kNew = {.host = "a.example",
                      .verdict = kBad,
                      .findings = {{"expired"}},
                      .certificate = "two",
                      .key = "k",
                      .columns = R"({"site":"Leeds","worse":"=1"})"};

std::string Sha256(std::string_view text) { return base::HexEncode(base::Sha256(base::AsBytes(text))); }

TEST(DiffRowsTest, AJsonLine) {
  const auto leaf = [](std::string_view certificate) {
    return R"("leaf":{"sha256":")" + Sha256(certificate) + R"(","spki_sha256":")" + Sha256("k") +
           R"(","subject":"CN=)" + std::string(certificate) +
           R"(","issuer":"CN=Issuing","not_after":"2027-01-01T00:00:00Z"}})";
  };
  EXPECT_EQ(Json(Changed(kOld, kNew)),
            R"({"change":["newly_failing","certificate_changed"],"worse":true,"target":"a.example:443",)"
            R"("host":"a.example","address":"10.0.0.1","port":443,)"
            R"("before":{"run":41,"time":"2026-01-02T03:04:05Z","verdict":"compliant","codes":[],)" +
                leaf("one") +
                R"(,"after":{"run":42,"time":"2026-01-02T03:04:05Z","verdict":"noncompliant","codes":["expired"],)" +
                leaf("two") +
                R"(,"added":["expired"],"removed":[],"same_key":true,"columns":{"site":"Leeds","worse":"=1"}})"
                "\n");
}

TEST(DiffRowsTest, WhatIsNotThereIsLeftOut) {
  RowSpec silent = {.host = "a.example", .verdict = pki::Verdict::kUnreachable, .findings = {{"dns_failure"}}};
  silent.address = "";
  const std::string appeared = Json(Changed(std::nullopt, silent));
  for (const char* member : {"address", "before", "same_key", "columns", "leaf"}) {
    EXPECT_THAT(appeared, Not(HasSubstr("\"" + std::string(member) + "\"")));
  }
  EXPECT_THAT(Json(Changed(silent, std::nullopt)), Not(HasSubstr("\"after\"")));
}

TEST(DiffRowsTest, ARowOfCsv) {
  std::string header;
  const std::vector<std::string> columns = {"site", "worse"};
  AppendDiffCsvHeader(columns, header);
  EXPECT_EQ(
      header,
      "change,worse,target,host,address,port,before_run,before_time,before_verdict,before_codes,before_sha256,"
      "before_not_after,after_run,after_time,after_verdict,after_codes,after_sha256,after_not_after,added,removed,"
      "same_key,site,inventory_worse\n");
  EXPECT_EQ(Csv(Changed(kOld, kNew), columns),
            "newly_failing;certificate_changed,true,a.example:443,a.example,10.0.0.1,443,"
            "41,2026-01-02T03:04:05Z,compliant,," +
                Sha256("one") + ",2027-01-01T00:00:00Z,42,2026-01-02T03:04:05Z,noncompliant,expired," + Sha256("two") +
                ",2027-01-01T00:00:00Z,expired,,true,Leeds,'=1\n");
  EXPECT_EQ(Csv(Changed(std::nullopt, RowSpec{.host = "b.example"})),
            "appeared,false,b.example:443,b.example,10.0.0.1,443,41,,,,,,42,2026-01-02T03:04:05Z,compliant,,,,,,\n");
}

TEST(DiffRowsTest, StrangersAreMadeVisible) {
  const RowSpec hostile = {.host = "a.example", .certificate = "\x1b[31m=cmd\xe2\x80\xae"};
  EXPECT_THAT(Json(Changed(std::nullopt, hostile)), HasSubstr(R"("subject":"CN=\\x1b[31m=cmd\\u{202e}")"));
  RowSpec code = {.host = "a.example", .verdict = kBad, .findings = {{"=evil\x1b"}}};
  EXPECT_THAT(Csv(Changed(std::nullopt, code)), HasSubstr(",'=evil\\x1b,"));
}

}  // namespace
}  // namespace certsweep::report
