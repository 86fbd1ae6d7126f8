// The anchors that this machine trusts: all of them are read, and what signed itself is found to have done so.
#include <gtest/gtest.h>

#include <filesystem>
#include <vector>

#include "engine/pki/certificate_checks.h"
#include "engine/pki/trust_anchors.h"

namespace certsweep::pki::suites {
namespace {

constexpr char kAnchors[] = "/etc/ssl/certs/ca-certificates.crt";

class RealAnchorsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kAnchors)) GTEST_SKIP() << "this machine has no " << kAnchors;
    absl::StatusOr<std::vector<x509::CertificatePtr>> loaded = LoadCertificates(kAnchors);
    ASSERT_TRUE(loaded.ok()) << loaded.status();
    anchors_ = *std::move(loaded);
  }

  std::vector<x509::CertificatePtr> anchors_;
};

TEST_F(RealAnchorsTest, AllAreRead) {
  EXPECT_GT(anchors_.size(), 20u);
  for (const x509::CertificatePtr& anchor : anchors_) {
    for (const x509::CertificateProblem& problem : anchor->problems()) {
      EXPECT_FALSE(problem.fatal) << anchor->subject().text() << ": " << problem.field << ": " << problem.detail;
    }
    EXPECT_FALSE(anchor->subject().empty());
    EXPECT_NE(anchor->public_key().type(), x509::KeyType::kUnknown) << anchor->subject().text();
    EXPECT_LT(anchor->not_before(), anchor->not_after()) << anchor->subject().text();
  }
}

TEST_F(RealAnchorsTest, SelfIssuedOnesSignedThemselves) {
  for (const x509::CertificatePtr& anchor : anchors_) {
    if (!anchor->is_self_issued()) continue;
    const x509::SignatureCheck check = x509::CheckSignature(*anchor, anchor->public_key());
    if (check == x509::SignatureCheck::kUnsupported) continue;
    EXPECT_EQ(check, x509::SignatureCheck::kValid) << anchor->subject().text();
    EXPECT_TRUE(anchor->is_self_signed()) << anchor->subject().text();
  }
}

Findings FindingsUnder(const x509::Certificate& anchor, Rules rules) {
  const CheckContext context{.rules = rules, .policy = {}, .unix_seconds = anchor.not_before()};
  return CheckCertificate(anchor, CertificateRole::kAnchor, 1, context).path;
}

// Old roots are not all in the form that the standard wants (no subjectKeyIdentifier, basicConstraints that is not
// critical): the strict rules mind a few of them, the private ones none.
TEST_F(RealAnchorsTest, ThePrivateRulesMindNone) {
  int minded_by_webpki = 0;
  for (const x509::CertificatePtr& anchor : anchors_) {
    const Findings findings = FindingsUnder(*anchor, Rules::kPrivate);
    EXPECT_FALSE(HasFail(findings)) << anchor->subject().text() << ": "
                                    << (findings.empty() ? "" : findings.front().message);
    if (HasFail(FindingsUnder(*anchor, Rules::kWebPki))) ++minded_by_webpki;
  }
  RecordProperty("minded_by_webpki", minded_by_webpki);
  EXPECT_LT(minded_by_webpki * 10, static_cast<int>(anchors_.size())) << "more than a tenth";
}

}  // namespace
}  // namespace certsweep::pki::suites
