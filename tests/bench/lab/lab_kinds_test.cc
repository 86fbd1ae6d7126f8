#include "bench/lab/lab_kinds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace certsweep::lab {
namespace {

TEST(LabKinds, NamesAreUniqueAndFoundAgain) {
  std::set<std::string_view> names;
  for (const LabKindInfo& info : LabKinds()) {
    EXPECT_TRUE(names.insert(info.name).second) << info.name;
    EXPECT_EQ(LabKindFromName(info.name), info.kind);
    EXPECT_EQ(&InfoOf(info.kind), &info);
    EXPECT_FALSE(info.about.empty());
  }
}

TEST(LabKinds, UnderscoresWillDo) { EXPECT_EQ(LabKindFromName("good_rsa"), LabKind::kGoodRsa); }

TEST(LabKinds, UnknownNameIsNothing) {
  EXPECT_FALSE(LabKindFromName("good"));
  EXPECT_FALSE(LabKindFromName(""));
}

TEST(LabKinds, ExpectedFindingsAreOrderedByName) {
  for (const LabKindInfo& info : LabKinds()) {
    const auto findings = info.expected_findings();
    EXPECT_TRUE(std::is_sorted(findings.begin(), findings.end(), [](pki::FindingCode a, pki::FindingCode b) {
      return pki::FindingCodeName(a) < pki::FindingCodeName(b);
    })) << info.name;
  }
}

TEST(LabKinds, ExpectedFindingsAsText) {
  EXPECT_EQ(InfoOf(LabKind::kGoodRsa).ExpectedFindingsText(), "");
  EXPECT_EQ(InfoOf(LabKind::kExpired).ExpectedFindingsText(), "expired");
  EXPECT_EQ(InfoOf(LabKind::kFactory).ExpectedFindingsText(),
            "no_subject_alt_name;self_signed;weak_key;weak_signature");
}

// A finding that fails by default makes an endpoint noncompliant; the one exception is the alert for a missing client
// certificate, which is information.
TEST(LabKinds, VerdictsFollowFromFindings) {
  for (const LabKindInfo& info : LabKinds()) {
    const auto findings = info.expected_findings();
    const bool fails = std::any_of(findings.begin(), findings.end(), [](pki::FindingCode code) {
      return pki::DefaultSeverity(code) == pki::Severity::kFail;
    });
    const bool exception = info.kind == LabKind::kClientCertificateTls12;
    EXPECT_EQ(info.verdict == pki::Verdict::kCompliant, !fails || exception) << info.name;
  }
}

TEST(LabKinds, HealthyOnesAreTheMajorityOfTheDefaultMix) {
  double compliant = 0, all = 0;
  for (const LabKindInfo& info : LabKinds()) {
    all += info.default_share;
    if (info.verdict == pki::Verdict::kCompliant) compliant += info.default_share;
    EXPECT_GE(info.default_share, 1) << info.name << " would be missing from an estate of 1,000";
  }
  EXPECT_EQ(all, 1000);
  EXPECT_GT(compliant, all * 2 / 3);
}

}  // namespace
}  // namespace certsweep::lab
