#include "scanner/sinks/table_sink.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/scanner/sinks/results.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::scanner {
namespace {

using pki::FindingCode;
using pki::Verdict;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class TableSinkTest : public ::testing::Test {
 protected:
  std::string Shown(std::vector<probe::EndpointResult> results, TableSinkOptions options = {}) {
    TableSink sink(*OutputFile::Open(path_, OutputMode::kReplace), std::move(options));
    EXPECT_TRUE(sink.needs_json());
    // In two batches, as they come.
    const auto middle = results.begin() + static_cast<ptrdiff_t>(results.size() / 2);
    EXPECT_TRUE(sink.Write(Batch({results.begin(), middle})).ok());
    EXPECT_TRUE(sink.Write(Batch({middle, results.end()})).ok());
    ScanSummary summary;
    summary.endpoints = results.size();
    EXPECT_TRUE(sink.Finish(summary).ok());
    return test::ReadWholeFile(path_);
  }
  // The first word of each row.
  std::vector<std::string> Targets(std::vector<probe::EndpointResult> results, TableSinkOptions options = {}) {
    std::vector<std::string> targets;
    for (const auto& line : absl::StrSplit(Shown(std::move(results), std::move(options)), '\n', absl::SkipEmpty())) {
      targets.emplace_back(line.substr(0, line.find(' ')));
    }
    if (!targets.empty()) targets.erase(targets.begin());
    return targets;
  }

  const test::TemporaryFolder folder_;
  const std::string path_ = folder_.Path("table.txt");
};

std::vector<probe::EndpointResult> ManyFailing(int count) {
  std::vector<probe::EndpointResult> results;
  for (int i = 0; i < count; ++i) {
    std::vector<FindingCode> codes = {FindingCode::kExpired};
    if (i % 3 == 0) codes.push_back(FindingCode::kWeakKey);
    results.push_back(Failing(absl::StrCat("host-", i / 2), codes));
    results.back().endpoint.address = base::IpAddress::Parse(i % 2 == 0 ? "10.0.0.1" : "10.0.0.2");
  }
  return results;
}

TEST_F(TableSinkTest, ShowsWhatIsWrongAndWhy) {
  probe::EndpointResult result = MakeResult("sps-1.corp.example", Verdict::kNoncompliant);
  result.findings = {pki::MakeFinding(FindingCode::kWeakCipher, std::nullopt, "RC4"),
                     pki::MakeFinding(FindingCode::kExpired, 0, "on 2025-01-01"),
                     pki::MakeFinding(FindingCode::kClientCertificateRequested, std::nullopt, "by the server"),
                     pki::MakeFinding(FindingCode::kWeakKey, 0, "")};
  EXPECT_EQ(Shown({result}),
            "TARGET                   ADDRESS   VERDICT       WHAT IS WRONG\n"
            "sps-1.corp.example:4343  10.0.0.1  noncompliant  expired, weak_key, weak_cipher: on 2025-01-01; RC4\n");
}

TEST_F(TableSinkTest, AddressesThatSayNothingNewAreLeftOut) {
  EXPECT_EQ(Shown({Failing("10.0.0.1", {FindingCode::kExpired})}),
            "TARGET         VERDICT       WHAT IS WRONG\n10.0.0.1:4343  noncompliant  expired: why\n");
}

TEST_F(TableSinkTest, EvidenceOfTheConnectionIsAddedWhereTheMessageLacksIt) {
  probe::EndpointResult result = MakeResult("10.0.0.1", Verdict::kNoncompliant);
  result.findings = {pki::MakeFinding(FindingCode::kWeakProtocol, std::nullopt, "nothing better", "TLSv1.2", "TLSv1"),
                     pki::MakeFinding(FindingCode::kWeakCipher, std::nullopt, "RC4 is weak", "", "RC4"),
                     pki::MakeFinding(FindingCode::kWeakKey, 0, "RSA 1024 bits", "2048", "1,024")};
  EXPECT_THAT(Shown({result}), HasSubstr("weak_protocol, weak_key, weak_cipher: nothing better (TLSv1); RSA 1024 bits; "
                                         "RC4 is weak\n"));
}

TEST_F(TableSinkTest, OnANarrowTerminalAnAddressIsShownOnlyWhereItTellsRowsApart) {
  probe::EndpointResult first = Failing("sps-1.corp.example", {FindingCode::kExpired});
  probe::EndpointResult second = first;
  second.endpoint.address = base::IpAddress::Parse("10.0.0.2");
  EXPECT_THAT(Shown({first}, {.table = {.width = 80}}), Not(HasSubstr("ADDRESS")));
  EXPECT_THAT(Shown({first}, {.table = {.width = 120}}), HasSubstr("ADDRESS"));
  EXPECT_THAT(Shown({first, second}, {.table = {.width = 80}}),
              AllOf(HasSubstr(" 10.0.0.1 "), HasSubstr(" 10.0.0.2 ")));
}

TEST_F(TableSinkTest, WhatIsCompliantOrCouldNotBeReachedIsCountedElsewhere) {
  EXPECT_EQ(Shown({MakeResult("a"), MakeResult("b", Verdict::kUnreachable), MakeResult("c", Verdict::kNoTls)}), "");
  EXPECT_THAT(Targets({MakeResult("a", Verdict::kNotJudged)}), ElementsAre("a:4343"));
}

TEST_F(TableSinkTest, WorstFirst) {
  probe::EndpointResult not_judged = MakeResult("a-not-judged", Verdict::kNotJudged);
  not_judged.findings = std::vector(5, pki::MakeFinding(FindingCode::kExpired, 0, ""));
  EXPECT_THAT(
      Targets({not_judged, Failing("b-one", {FindingCode::kExpired}),
               Failing("c-one-and-warning", {FindingCode::kExpired, FindingCode::kWeakCipher}),
               Failing("d-two", {FindingCode::kExpired, FindingCode::kWeakKey}),
               Failing("e-one-and-info", {FindingCode::kExpired, FindingCode::kNameNotJudged})}),
      ElementsAre("d-two:4343", "c-one-and-warning:4343", "b-one:4343", "e-one-and-info:4343", "a-not-judged:4343"));
}

TEST_F(TableSinkTest, FiftyRowsAndHowManyMore) {
  const std::string text = Shown(ManyFailing(1234));
  const std::vector<std::string> lines = absl::StrSplit(text, '\n', absl::SkipEmpty());
  ASSERT_THAT(lines, SizeIs(52));
  EXPECT_EQ(lines.back(), "... and 1,184 more; --all shows them");
}

TEST_F(TableSinkTest, AllRowsWhereAskedFor) {
  EXPECT_THAT(Targets(ManyFailing(200), {.table = {.all = true}}), SizeIs(200));
  EXPECT_THAT(Shown(ManyFailing(200), {.table = {.all = true}}), Not(HasSubstr("more")));
}

TEST_F(TableSinkTest, TheOrderOfArrivalDoesNotShow) {
  std::vector<probe::EndpointResult> results = ManyFailing(300);
  const std::string expected = Shown(results);
  const std::string expected_all = Shown(results, {.table = {.all = true}});
  std::mt19937 random(7);
  for (int round = 0; round < 10; ++round) {
    std::shuffle(results.begin(), results.end(), random);
    EXPECT_EQ(Shown(results), expected);
    EXPECT_EQ(Shown(results, {.table = {.all = true}}), expected_all);
  }
  EXPECT_EQ(expected_all.rfind(expected.substr(0, expected.find("...")), 0), 0u) << "the fifty are the first of all";
}

TEST_F(TableSinkTest, TheReasonIsCutToTheTerminal) {
  probe::EndpointResult result = Failing("sps-1", {FindingCode::kExpired});
  result.findings[0].message = std::string(150, 'm');
  const std::vector<std::string> lines =
      absl::StrSplit(Shown({result}, {.table = {.width = 80}}), '\n', absl::SkipEmpty());
  EXPECT_THAT(lines,
              Each(::testing::ResultOf([](const std::string& line) { return line.size(); }, ::testing::Le(80u))));
  EXPECT_THAT(lines[1], ::testing::EndsWith("..."));
  EXPECT_THAT(Shown({result}), HasSubstr(std::string(150, 'm')));
}

TEST_F(TableSinkTest, LongTextOfAPeerIsCutAnyway) {
  probe::EndpointResult result = MakeResult("a", Verdict::kNoncompliant);
  result.findings = std::vector(1000, pki::MakeFinding(FindingCode::kNameMismatch, 0, std::string(65536, 'm')));
  EXPECT_LE(Shown({result}).size(), 2'500u);
}

TEST_F(TableSinkTest, TheLongestNameIsShownWhole) {
  std::string name(63, 'a');
  for (int i = 0; i < 3; ++i) name += "." + std::string(62, 'b');
  EXPECT_THAT(Targets({Failing(name, {FindingCode::kExpired})}), ElementsAre(name + ":4343"));
}

TEST_F(TableSinkTest, VerdictsAreColoredWhereAskedFor) {
  const std::vector<probe::EndpointResult> results = {Failing("a", {FindingCode::kExpired}),
                                                      MakeResult("b", Verdict::kNotJudged)};
  EXPECT_THAT(Shown(results, {.table = {.color = true}}),
              AllOf(HasSubstr("\x1b[31mnoncompliant\x1b[0m"), HasSubstr("\x1b[33mnot_judged\x1b[0m")));
  EXPECT_THAT(Shown(results), Not(HasSubstr("\x1b")));
}

TEST_F(TableSinkTest, NothingThatATerminalObeysPasses) {
  probe::EndpointResult result = MakeResult(kHostileText, Verdict::kNoncompliant);
  result.findings = {pki::MakeFinding(FindingCode::kNameMismatch, 0, kHostileText + "\nsecond line")};
  const std::string text = Shown({result});
  EXPECT_TRUE(IsHarmless(text)) << ::testing::PrintToString(text);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
}

TEST_F(TableSinkTest, TheSummaryFollowsAfterABlankLine) {
  const TableSinkOptions options = {
      .render_summary = [](const ScanSummary& summary) { return absl::StrCat("endpoints ", summary.endpoints, "\n"); }};
  EXPECT_THAT(Shown({Failing("a", {FindingCode::kExpired})}, options), ::testing::EndsWith("why\n\nendpoints 1\n"));
  EXPECT_EQ(Shown({MakeResult("a")}, options), "endpoints 1\n");
}

TEST_F(TableSinkTest, AFullDeviceIsTold) {
  TableSink sink(*OutputFile::Open("/dev/full", OutputMode::kReplace), {});
  EXPECT_TRUE(sink.Write(Batch({Failing("a", {FindingCode::kExpired})})).ok());
  ScanSummary summary;
  EXPECT_EQ(sink.Finish(summary).code(), absl::StatusCode::kResourceExhausted);
}

TEST_F(TableSinkTest, WhatIsWaivedComesLastAndIsNotCounted) {
  probe::EndpointResult waived = MakeResult("waived");
  waived.findings = {pki::MakeFinding(FindingCode::kExpired, 0, "")};
  waived.findings[0].waiver = "CHG-1";
  probe::EndpointResult some = MakeResult("some");
  some.verdict = Verdict::kNoncompliant;
  some.findings = {pki::MakeFinding(FindingCode::kExpired, 0, "long ago"),
                   pki::MakeFinding(FindingCode::kWeakKey, 0, "short"),
                   pki::MakeFinding(FindingCode::kNameMismatch, 0, "")};
  some.findings[0].waiver = "CHG-1 \x1b[2J";
  some.findings[2].waiver = "CHG-2";
  const probe::EndpointResult worse = Failing("worse", {FindingCode::kExpired, FindingCode::kWeakKey});
  const std::string table = Shown({waived, some, worse});
  EXPECT_THAT(table, Not(HasSubstr("waived:4343"))) << "compliant by waiver: nothing is wrong with it";
  EXPECT_THAT(table, HasSubstr("weak_key, expired (waived), name_mismatch (waived): short; long ago (waived: CHG-1 "
                               "\\x1b[2J); (waived: CHG-2)"));
  EXPECT_THAT(Targets({waived, some, worse}), ElementsAre("worse:4343", "some:4343"));
}

}  // namespace
}  // namespace certsweep::scanner
