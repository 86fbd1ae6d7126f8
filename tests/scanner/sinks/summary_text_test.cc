#include "scanner/sinks/summary_text.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/scanner/sinks/results.h"

namespace certsweep::scanner {
namespace {

using pki::FindingCode;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

uint64_t& CountOf(std::array<uint64_t, pki::kFindingCodeCount>& counts, FindingCode code) {
  return counts[static_cast<size_t>(code)];
}

ScanSummary MakeSummary() {
  ScanSummary summary;
  summary.targets = {.lines = 1010, .targets = 1000, .duplicates = 7, .excluded = 2, .skipped = 1};
  summary.endpoints = 1000;
  summary.verdicts = {700, 200, 60, 30, 10};
  CountOf(summary.findings, FindingCode::kExpired) = 150;
  CountOf(summary.fail_findings, FindingCode::kExpired) = 150;
  CountOf(summary.findings, FindingCode::kWeakKey) = 150;
  CountOf(summary.fail_findings, FindingCode::kWeakKey) = 150;
  CountOf(summary.findings, FindingCode::kExpiringSoon) = 1234;
  summary.elapsed_us = 4'000'000;
  return summary;
}

TEST(SummaryTextTest, IsTheClosingScreen) {
  ScanSummary summary = MakeSummary();
  summary.queued = 200;
  summary.run_id = 17;
  summary.record_path = "estate.db";
  summary.shared_key_count = 4;
  summary.shared_keys = {{"0123456789abcdef0123", 30, 2}, {"1123456789abcdef", 20, 2}, {"2", 10, 3}, {"3", 2, 2}};
  EXPECT_EQ(RenderSummary(summary, {.color = false, .results_name = "run.jsonl"}),
            "1,000 endpoints\n"
            "  compliant     700  70.0 %\n"
            "  noncompliant  200  20.0 %\n"
            "  unreachable    60   6.0 %\n"
            "  no_tls         30   3.0 %\n"
            "  not_judged     10   1.0 %\n"
            "\n"
            "Findings (endpoints with each)\n"
            "  expiring_soon  1,234  warn\n"
            "  expired          150  fail\n"
            "  weak_key         150  fail\n"
            "\n"
            "Shared keys: 4 keys are served by several endpoints in different certificates (shared_key, warn)\n"
            "  0123456789abcdef...  30 endpoints, 2 certificates\n"
            "  1123456789abcdef...  20 endpoints, 2 certificates\n"
            "  2...  10 endpoints, 3 certificates\n"
            "  ... and 1 more\n"
            "\n"
            "Input    1,010 lines = 1,000 targets + 7 duplicates + 2 excluded + 1 skipped\n"
            "Queued   200 for replacement\n"
            "Time     4.0 s, 250 endpoints a second\n"
            "Results  run.jsonl\n"
            "Record   estate.db, run 17\n");
}

TEST(SummaryTextTest, WithoutARecordThereIsNoWordOfIt) {
  EXPECT_THAT(RenderSummary(MakeSummary(), {}),
              AllOf(Not(HasSubstr("Queued")), Not(HasSubstr("Record")), Not(HasSubstr("Results")),
                    Not(HasSubstr("Shared keys")), Not(HasSubstr("not done"))));
}

TEST(SummaryTextTest, OneIsSingular) {
  ScanSummary summary;
  summary.targets = {.lines = 1, .targets = 1, .duplicates = 0, .excluded = 0, .skipped = 0};
  summary.endpoints = 1;
  summary.verdicts = {1, 0, 0, 0, 0};
  summary.elapsed_us = 1'000'000;
  EXPECT_THAT(RenderSummary(summary, {}),
              AllOf(HasSubstr("1 endpoint\n"), HasSubstr("1 line = 1 target + 0 duplicates + 0 excluded + 0 skipped"),
                    HasSubstr("1.0 s, 1 endpoint a second")));
}

TEST(SummaryTextTest, WhatWasDoneBeforeIsNoneOfItsRate) {
  ScanSummary summary;
  summary.endpoints = 12;
  summary.already_done = 2;
  summary.elapsed_us = 1'000'000;
  EXPECT_THAT(RenderSummary(summary, {}),
              AllOf(HasSubstr("1.0 s, 10 endpoints a second"), HasSubstr("Resumed  2 endpoints were done before\n")));
  summary.already_done = 1;
  EXPECT_THAT(RenderSummary(summary, {}), HasSubstr("Resumed  1 endpoint was done before\n"));
}

TEST(SummaryTextTest, AnEmptyScanDividesByNothing) {
  EXPECT_THAT(RenderSummary({}, {}), AllOf(HasSubstr("0 endpoints\n"), HasSubstr("0.0 %"), HasSubstr("Time  0.0 s\n"),
                                           Not(HasSubstr("nan")), Not(HasSubstr("Findings"))));
}

TEST(SummaryTextTest, WhatIsMilderElsewhereIsToldApart) {
  ScanSummary summary;
  CountOf(summary.findings, FindingCode::kIncompleteChain) = 12;
  CountOf(summary.fail_findings, FindingCode::kIncompleteChain) = 5;
  CountOf(summary.findings, FindingCode::kTlsAlert) = 3;  // info: all that was wrong is a client certificate
  CountOf(summary.findings, FindingCode::kNameNotJudged) = 2;
  EXPECT_THAT(RenderSummary(summary, {}),
              AllOf(HasSubstr("incomplete_chain  12  5 of them fail\n"), HasSubstr("tls_alert          3  info\n"),
                    HasSubstr("name_not_judged    2  info\n")));
  CountOf(summary.fail_findings, FindingCode::kIncompleteChain) = 0;
  EXPECT_THAT(RenderSummary(summary, {}), HasSubstr("incomplete_chain  12  warn\n"));
}

TEST(SummaryTextTest, AnInterruptedScanSaysWhatWasNotDone) {
  ScanSummary summary = MakeSummary();
  summary.interrupted = true;
  summary.unfinished = 10;
  EXPECT_THAT(RenderSummary(summary, {}), HasSubstr("\ninterrupted: 10 endpoints were not done\n"));
  summary.interrupted = false;  // a failure of ours
  EXPECT_THAT(RenderSummary(summary, {}), HasSubstr("\n10 endpoints were not done"));
  EXPECT_THAT(RenderSummary(summary, {}), HasSubstr("4.0 s, 248 endpoints a second")) << "of what was done";
}

TEST(SummaryTextTest, SaysWhatTheOtherFamilyAnsweredForAndWhatElseWasExcluded) {
  ScanSummary summary = MakeSummary();
  summary.not_judged_other_family = 2;
  summary.excluded_addresses = 3;
  EXPECT_THAT(RenderSummary(summary, {}), AllOf(HasSubstr("Routes  2 endpoints not judged for want of a route"),
                                                HasSubstr("1 skipped; 3 addresses of names excluded as well\n")));
}

TEST(SummaryTextTest, ColorsOnlyWhereAskedFor) {
  EXPECT_THAT(RenderSummary(MakeSummary(), {.color = true}),
              AllOf(HasSubstr("\x1b[1m1,000 endpoints\x1b[0m"), HasSubstr("\x1b[31mnoncompliant\x1b[0m"),
                    HasSubstr("\x1b[32mcompliant\x1b[0m")));
  EXPECT_THAT(RenderSummary(MakeSummary(), {}), Not(HasSubstr("\x1b")));
}

TEST(SummaryTextTest, HostileFileNamesDoNotReachATerminal) {
  ScanSummary summary = MakeSummary();
  summary.record_path = kHostileText;
  EXPECT_TRUE(IsHarmless(RenderSummary(summary, {.color = false, .results_name = kHostileText})));
}

TEST(SummaryTextTest, DurationsAreRoundedAndRead) {
  EXPECT_EQ(DurationText(0), "0.0 s");
  EXPECT_EQ(DurationText(3'240'000), "3.2 s");
  EXPECT_EQ(DurationText(3'250'000), "3.3 s");
  EXPECT_EQ(DurationText(59'940'000), "59.9 s");
  EXPECT_EQ(DurationText(59'960'000), "1:00");
  EXPECT_EQ(DurationText(245'000'000), "4:05");
  EXPECT_EQ(DurationText(3'599'960'000), "1:00:00");
  EXPECT_EQ(DurationText(3'723'000'000), "1:02:03");
  EXPECT_EQ(DurationText(360'000'000'000), "100:00:00");
}

TEST(SummaryTextTest, WhatIsWaivedIsToldApart) {
  ScanSummary summary = MakeSummary();
  summary.compliant_by_waiver = 1'003;
  CountOf(summary.waived_findings, FindingCode::kWeakKey) = 3;
  CountOf(summary.fail_findings, FindingCode::kWeakKey) = 147;
  CountOf(summary.waived_findings, FindingCode::kExpired) = 150;
  CountOf(summary.fail_findings, FindingCode::kExpired) = 0;
  CountOf(summary.waived_findings, FindingCode::kExpiringSoon) = 1'000;
  const std::string text = RenderSummary(summary, {});
  EXPECT_THAT(text, HasSubstr("  compliant     700  70.0 %  (1,003 by waiver)\n  noncompliant  200  20.0 %\n"));
  EXPECT_THAT(text, HasSubstr("  expiring_soon  1,234  warn, 1,000 of them waived\n"
                              "  expired          150  waived\n"
                              "  weak_key         150  fail, 3 of them waived\n"));
}

}  // namespace
}  // namespace certsweep::scanner
