#include "engine/report/result_colors.h"

#include "gtest/gtest.h"

namespace certsweep::report {
namespace {

TEST(ResultColorsTest, OfVerdicts) {
  EXPECT_EQ(ColorOf(pki::Verdict::kCompliant), TextColor::kGreen);
  EXPECT_EQ(ColorOf(pki::Verdict::kNoncompliant), TextColor::kRed);
  for (const pki::Verdict verdict : {pki::Verdict::kUnreachable, pki::Verdict::kNoTls, pki::Verdict::kNotJudged}) {
    EXPECT_EQ(ColorOf(verdict), TextColor::kYellow);
  }
}

TEST(ResultColorsTest, OfFindings) {
  FindingLine finding;
  EXPECT_EQ(ColorOf(finding), TextColor::kDim);
  finding.severity = pki::Severity::kWarn;
  EXPECT_EQ(ColorOf(finding), TextColor::kYellow);
  finding.severity = pki::Severity::kFail;
  EXPECT_EQ(ColorOf(finding), TextColor::kRed);
  finding.waived = true;
  EXPECT_EQ(ColorOf(finding), TextColor::kDim);
}

}  // namespace
}  // namespace certsweep::report
