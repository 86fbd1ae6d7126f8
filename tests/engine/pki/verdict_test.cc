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

}  // namespace
}  // namespace certsweep::pki
