#include "engine/report/run_totals.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::report {
namespace {

using pki::Severity;
using pki::Verdict;
using ::testing::ElementsAre;

ResultLine Line(Verdict verdict, std::vector<FindingLine> findings) {
  ResultLine line;
  line.verdict = verdict;
  line.findings = std::move(findings);
  return line;
}

TEST(RunTotalsTest, AnEndpointCountsOnceForACodeAndItsSeverity) {
  RunTotals totals;
  const FindingLine failing = {.code = "incomplete_chain", .severity = Severity::kFail};
  const FindingLine milder = {.code = "incomplete_chain", .severity = Severity::kWarn};
  totals.Count(Line(Verdict::kNoncompliant, {failing, failing, milder, milder}));
  totals.Count(Line(Verdict::kCompliant, {milder}));
  const CodeTotals& of_code = totals.findings.at("incomplete_chain");
  EXPECT_EQ(of_code.endpoints, 2u);
  EXPECT_EQ(of_code.Of(Severity::kFail), 1u);
  EXPECT_EQ(of_code.Of(Severity::kWarn), 2u);
  EXPECT_EQ(of_code.Of(Severity::kInfo), 0u);
  EXPECT_EQ(totals.endpoints, 2u);
  EXPECT_THAT(totals.verdicts, ElementsAre(1, 1, 0, 0, 0));
}

TEST(RunTotalsTest, WaivedFindingsAreCountedApart) {
  RunTotals totals;
  const FindingLine failing = {.code = "expired", .severity = Severity::kFail};
  FindingLine waived = failing;
  waived.waived = true;
  FindingLine waived_warning = {.code = "expiring_soon", .severity = Severity::kWarn, .waived = true};
  totals.Count(Line(Verdict::kCompliant, {waived, waived}));
  totals.Count(Line(Verdict::kCompliant, {waived_warning}));
  totals.Count(Line(Verdict::kNoncompliant, {waived, failing}));
  EXPECT_EQ(totals.compliant_by_waiver, 1u);
  EXPECT_EQ(totals.findings.at("expired").waived, 2u);
  EXPECT_EQ(totals.findings.at("expired").Of(Severity::kFail), 1u);
  EXPECT_EQ(totals.findings.at("expired").endpoints, 2u);
  EXPECT_EQ(totals.findings.at("expiring_soon").Of(Severity::kWarn), 0u);
}

TEST(RunTotalsTest, QueuedIsWhatAskedForAReplacement) {
  RunTotals totals;
  ResultLine line;
  totals.Count(line);
  line.queued = false;
  totals.Count(line);
  line.queued = true;
  totals.Count(line);
  EXPECT_EQ(totals.queued, 1u);
}

TEST(RunTotalsTest, CodesOfANewerCertsweepComeLast) {
  RunTotals totals;
  totals.Count(Line(Verdict::kNoncompliant, {{.code = "weak_cipher"}, {.code = "a_new_one"}, {.code = "expired"}}));
  EXPECT_THAT(totals.CodesInOrder(), ElementsAre("expired", "weak_cipher", "a_new_one"));
}

}  // namespace
}  // namespace certsweep::report
