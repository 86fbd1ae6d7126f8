#include "scanner/summary.h"

#include <numeric>

#include "gtest/gtest.h"

namespace certsweep::scanner {
namespace {

using pki::FindingCode;
using pki::MakeFinding;
using pki::Severity;
using pki::Verdict;

uint64_t CountOf(const std::array<uint64_t, pki::kFindingCodeCount>& counts, FindingCode code) {
  return counts[static_cast<size_t>(code)];
}

TEST(ScanSummaryTest, VerdictsAddUpToEndpoints) {
  ScanSummary summary;
  for (int i = 0; i < pki::kVerdictCount; ++i) {
    for (int n = 0; n <= i; ++n) {
      probe::EndpointResult result;
      result.verdict = static_cast<Verdict>(i);
      summary.Count(result);
    }
    EXPECT_EQ(summary.verdict(static_cast<Verdict>(i)), static_cast<uint64_t>(i + 1));
  }
  EXPECT_EQ(std::accumulate(summary.verdicts.begin(), summary.verdicts.end(), uint64_t{0}), summary.endpoints);
}

TEST(ScanSummaryTest, AnEndpointCountsOnceForACode) {
  probe::EndpointResult result;
  result.findings = {MakeFinding(FindingCode::kExpired, 0, ""), MakeFinding(FindingCode::kExpired, 1, ""),
                     MakeFinding(FindingCode::kWeakCipher, std::nullopt, "")};
  ScanSummary summary;
  summary.Count(result);
  EXPECT_EQ(CountOf(summary.findings, FindingCode::kExpired), 1u);
  EXPECT_EQ(CountOf(summary.fail_findings, FindingCode::kExpired), 1u);
  EXPECT_EQ(CountOf(summary.findings, FindingCode::kWeakCipher), 1u);
  EXPECT_EQ(CountOf(summary.fail_findings, FindingCode::kWeakCipher), 0u);
}

TEST(ScanSummaryTest, OneFailAmongMilderOnesIsAFail) {
  probe::EndpointResult result;
  result.findings = {{FindingCode::kIncompleteChain, Severity::kWarn, 0, "", "", ""},
                     {FindingCode::kIncompleteChain, Severity::kFail, 1, "", "", ""}};
  ScanSummary summary;
  summary.Count(result);
  EXPECT_EQ(CountOf(summary.fail_findings, FindingCode::kIncompleteChain), 1u);
}

TEST(ScanSummaryTest, WhatIsWaivedIsCountedApart) {
  probe::EndpointResult result;
  result.verdict = Verdict::kCompliant;
  result.findings = {MakeFinding(FindingCode::kExpired, 0, "")};
  result.findings[0].waiver = "CHG-1";
  ScanSummary summary;
  summary.Count(result);
  EXPECT_EQ(summary.compliant_by_waiver, 1u);
  EXPECT_EQ(CountOf(summary.findings, FindingCode::kExpired), 1u);
  EXPECT_EQ(CountOf(summary.fail_findings, FindingCode::kExpired), 0u);
  EXPECT_EQ(CountOf(summary.waived_findings, FindingCode::kExpired), 1u);
  result.findings = {MakeFinding(FindingCode::kExpiringSoon, 0, "")};
  result.findings[0].waiver = "CHG-1";
  summary.Count(result);
  EXPECT_EQ(summary.compliant_by_waiver, 1u) << "it would have been compliant without";
  EXPECT_EQ(CountOf(summary.waived_findings, FindingCode::kExpiringSoon), 1u);
}

TEST(ScanSummaryTest, QueuedCountsWhereItIsSaid) {
  ScanSummary summary;
  for (const std::optional<bool> queued :
       {std::optional<bool>(), std::optional<bool>(false), std::optional<bool>(true)}) {
    probe::EndpointResult result;
    result.queued = queued;
    summary.Count(result);
  }
  EXPECT_EQ(summary.queued, 1u);
}

TEST(ScanSummaryTest, CountsWhatTheOtherFamilyAnsweredFor) {
  ScanSummary summary;
  for (const bool reached : {false, true}) {
    probe::EndpointResult result;
    result.verdict = Verdict::kNotJudged;
    result.reached_by_other_family = reached;
    summary.Count(result);
  }
  EXPECT_EQ(summary.not_judged_other_family, 1u);
  EXPECT_EQ(summary.verdict(Verdict::kNotJudged), 2u);
}

}  // namespace
}  // namespace certsweep::scanner
