#include "engine/pki/verdict.h"

#include "gtest/gtest.h"

namespace certsweep::pki {
namespace {

constexpr Reached kAllReached[] = {Reached::kNothing, Reached::kTcp, Reached::kCertificate, Reached::kLocalLimit};

TEST(VerdictTest, VerdictsHaveNames) {
  EXPECT_EQ(VerdictName(Verdict::kCompliant), "compliant");
  EXPECT_EQ(VerdictName(Verdict::kNoncompliant), "noncompliant");
  EXPECT_EQ(VerdictName(Verdict::kUnreachable), "unreachable");
  EXPECT_EQ(VerdictName(Verdict::kNoTls), "no_tls");
  EXPECT_EQ(VerdictName(Verdict::kNotJudged), "not_judged");
}

Verdict WithoutCertificate(Reached reached) {
  if (reached == Reached::kNothing) return Verdict::kUnreachable;
  return reached == Reached::kTcp ? Verdict::kNoTls : Verdict::kNotJudged;
}

TEST(VerdictTest, OnlyAFailMakesACertificateNoncompliant) {
  EXPECT_EQ(Decide(Reached::kCertificate, {}), Verdict::kCompliant);
  for (int i = 0; i < kFindingCodeCount; ++i) {
    const auto code = static_cast<FindingCode>(i);
    for (const Severity severity : {Severity::kInfo, Severity::kWarn, Severity::kFail}) {
      Finding finding = MakeFinding(code, 0, "message");
      finding.severity = severity;
      const Findings findings = {MakeFinding(FindingCode::kNameNotJudged, {}, "info"), finding};
      const Verdict expected = severity == Severity::kFail ? Verdict::kNoncompliant : Verdict::kCompliant;
      EXPECT_EQ(Decide(Reached::kCertificate, findings), expected) << FindingCodeName(code);
    }
  }
}

TEST(VerdictTest, WithoutACertificateHowFarItWentDecidesAndNoFinding) {
  const Findings findings = {MakeFinding(FindingCode::kExpired, 0, "fail")};
  for (const Reached reached : kAllReached) {
    if (reached == Reached::kCertificate) continue;
    EXPECT_EQ(Decide(reached, findings), WithoutCertificate(reached));
    EXPECT_EQ(Decide(reached, {}), WithoutCertificate(reached));
  }
}

Finding Waived(FindingCode code) {
  Finding finding = MakeFinding(code, 0, "message");
  finding.waiver = "CHG-1";
  return finding;
}

TEST(VerdictTest, WhatIsWaivedDoesNotCount) {
  const Findings waived = {Waived(FindingCode::kExpired), Waived(FindingCode::kWeakKey)};
  EXPECT_EQ(Decide(Reached::kCertificate, waived), Verdict::kCompliant);
  EXPECT_TRUE(IsCompliantByWaiver(Verdict::kCompliant, waived));
  const Findings some = {Waived(FindingCode::kExpired), MakeFinding(FindingCode::kWeakKey, 0, "message")};
  EXPECT_EQ(Decide(Reached::kCertificate, some), Verdict::kNoncompliant);
  EXPECT_FALSE(IsCompliantByWaiver(Verdict::kNoncompliant, some));
  for (const Reached reached : kAllReached) {
    if (reached == Reached::kCertificate) continue;
    EXPECT_EQ(Decide(reached, waived), WithoutCertificate(reached));
    EXPECT_FALSE(IsCompliantByWaiver(WithoutCertificate(reached), waived));
  }
}

TEST(VerdictTest, AWaivedWarningMakesNothingCompliantThatWasNot) {
  EXPECT_FALSE(IsCompliantByWaiver(Verdict::kCompliant, {Waived(FindingCode::kExpiringSoon)}));
  EXPECT_FALSE(IsCompliantByWaiver(Verdict::kCompliant, {}));
}

}  // namespace
}  // namespace certsweep::pki
