#include "engine/pki/checks/usage.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/test_certificates.h"

namespace certsweep::pki {
namespace {

using test::CertificateBuilder;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Rules kAllRules[] = {Rules::kRfc5280, Rules::kWebPki, Rules::kPrivate};
constexpr char kClientAuthOid[] = "1.3.6.1.5.5.7.3.2";
constexpr uint16_t kNonRepudiation = 1 << 1;
constexpr uint16_t kKeyAgreement = 1 << 4;

Findings ServerAuth(const CertificateBuilder& builder, int depth, Rules rules) {
  return CheckServerAuth(*builder.Build().Parse(), depth, rules);
}

Findings Issuer(const CertificateBuilder& builder, bool is_anchor) {
  return CheckIssuer(*builder.Build().Parse(), 2, is_anchor);
}

// Why it is no CA; empty if it is.
std::string WhyNoIssuer(const CertificateBuilder& builder, bool is_anchor = false) {
  const Findings findings = Issuer(builder, is_anchor);
  return findings.empty() ? "" : findings.at(0).actual;
}

TEST(UsageTest, WithoutUsagesEverythingIsAllowedButToALeafOfTheWeb) {
  EXPECT_THAT(ServerAuth(CertificateBuilder("a"), 0, Rules::kPrivate), IsEmpty());
  EXPECT_THAT(ServerAuth(CertificateBuilder("a"), 0, Rules::kRfc5280), IsEmpty());
  EXPECT_THAT(ServerAuth(CertificateBuilder("a"), 0, Rules::kWebPki),
              ElementsAre(MakeFinding(FindingCode::kNotForServerAuth, 0, "extendedKeyUsage does not allow serverAuth",
                                      "serverAuth (1.3.6.1.5.5.7.3.1)", "no extendedKeyUsage")));
  for (const Rules rules : kAllRules) EXPECT_THAT(ServerAuth(CertificateBuilder("a").Ca(), 1, rules), IsEmpty());
}

TEST(UsageTest, ALeafMayHaveServerAuthAmongOthers) {
  const CertificateBuilder builder = CertificateBuilder("a").ExtendedKeyUsage({kClientAuthOid, x509::kServerAuthOid});
  for (const Rules rules : kAllRules) EXPECT_THAT(ServerAuth(builder, 0, rules), IsEmpty());
}

TEST(UsageTest, ALeafWithoutServerAuthIsNotForServers) {
  const CertificateBuilder builder = CertificateBuilder("a").ExtendedKeyUsage({kClientAuthOid, "1.2.3"});
  for (const Rules rules : kAllRules) {
    EXPECT_THAT(ServerAuth(builder, 0, rules),
                ElementsAre(MakeFinding(FindingCode::kNotForServerAuth, 0, "extendedKeyUsage does not allow serverAuth",
                                        "serverAuth (1.3.6.1.5.5.7.3.1)", "1.3.6.1.5.5.7.3.2, 1.2.3")));
  }
  EXPECT_EQ(ServerAuth(CertificateBuilder("a").ExtendedKeyUsage({}), 0, Rules::kPrivate).at(0).actual, "none");
}

TEST(UsageTest, AnyUsageIsEnoughButForALeafOfTheWeb) {
  const CertificateBuilder builder = CertificateBuilder("a").ExtendedKeyUsage({x509::kAnyExtendedKeyUsageOid});
  EXPECT_THAT(ServerAuth(builder, 0, Rules::kPrivate), IsEmpty());
  EXPECT_THAT(ServerAuth(builder, 0, Rules::kRfc5280), IsEmpty());
  EXPECT_THAT(ServerAuth(builder, 1, Rules::kWebPki), IsEmpty());
  EXPECT_EQ(ServerAuth(builder, 0, Rules::kWebPki).at(0).actual, "2.5.29.37.0");
}

TEST(UsageTest, AnIntermediateRestrictsItsLeavesButNotInRfc5280) {
  const CertificateBuilder builder = CertificateBuilder("a").Ca().ExtendedKeyUsage({kClientAuthOid});
  EXPECT_THAT(ServerAuth(builder, 1, Rules::kRfc5280), IsEmpty());
  for (const Rules rules : {Rules::kWebPki, Rules::kPrivate}) {
    const Findings findings = ServerAuth(builder, 1, rules);
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].depth, 1);
  }
}

TEST(UsageTest, TheKeyOfALeafMustBeOfUseToAServer) {
  for (const uint16_t bits : {x509::kDigitalSignature, x509::kKeyEncipherment, kKeyAgreement}) {
    EXPECT_THAT(ServerAuth(CertificateBuilder("a").KeyUsage(bits), 0, Rules::kPrivate), IsEmpty()) << bits;
  }
  EXPECT_THAT(
      ServerAuth(CertificateBuilder("a").KeyUsage(x509::kKeyCertSign | kNonRepudiation), 0, Rules::kPrivate),
      ElementsAre(MakeFinding(FindingCode::kNotForServerAuth, 0, "keyUsage allows nothing that a TLS server does",
                              "digitalSignature, keyEncipherment or keyAgreement", "keyUsage bits 0x22")));
  EXPECT_EQ(ServerAuth(CertificateBuilder("a").KeyUsage(0), 0, Rules::kPrivate).size(), 1u);
  // Above the leaf it is for signing certificates.
  EXPECT_THAT(ServerAuth(CertificateBuilder("a").KeyUsage(x509::kKeyCertSign), 1, Rules::kPrivate), IsEmpty());
}

TEST(UsageTest, ACaCertificateIsNoLeaf) {
  EXPECT_THAT(CheckLeafIsNotCa(*CertificateBuilder("a").Ca().Build().Parse()),
              ElementsAre(MakeFinding(FindingCode::kCaCertificateAsLeaf, 0,
                                      "the server's certificate is a CA certificate", "cA FALSE", "cA TRUE")));
  EXPECT_THAT(CheckLeafIsNotCa(*CertificateBuilder("a").NotCa().Build().Parse()), IsEmpty());
  EXPECT_THAT(CheckLeafIsNotCa(*CertificateBuilder("a").Build().Parse()), IsEmpty());
}

TEST(UsageTest, AnIssuerIsACa) {
  EXPECT_EQ(WhyNoIssuer(CertificateBuilder("a").Ca()), "");
  EXPECT_EQ(WhyNoIssuer(CertificateBuilder("a").Ca().WithoutExtension(x509::kKeyUsageOid)), "")
      << "keyUsage is optional";
  EXPECT_EQ(WhyNoIssuer(CertificateBuilder("a").Ca().KeyUsage(x509::kKeyCertSign)), "");
  EXPECT_EQ(WhyNoIssuer(CertificateBuilder("a").Ca().KeyUsage(x509::kCrlSign)), "keyUsage without keyCertSign");
  EXPECT_EQ(WhyNoIssuer(CertificateBuilder("a").Ca().KeyUsage(0)), "keyUsage without keyCertSign");
  EXPECT_EQ(WhyNoIssuer(CertificateBuilder("a").NotCa().KeyUsage(x509::kKeyCertSign)), "cA FALSE");
  EXPECT_EQ(WhyNoIssuer(CertificateBuilder("a").KeyUsage(x509::kKeyCertSign)), "no basicConstraints");
  EXPECT_EQ(WhyNoIssuer(CertificateBuilder("a").Version(1)), "version 1");
  EXPECT_EQ(WhyNoIssuer(CertificateBuilder("a").Version(2).Ca()), "version 2");
  EXPECT_THAT(
      Issuer(CertificateBuilder("a").NotCa(), false),
      ElementsAre(MakeFinding(FindingCode::kIssuerNotCa, 2, "it issued a certificate and is no CA: cA FALSE (CN=a)",
                              "cA TRUE, keyCertSign", "cA FALSE")));
}

TEST(UsageTest, AnAnchorOfVersion1IsBelievedAndOneOfVersion3IsNot) {
  EXPECT_EQ(WhyNoIssuer(CertificateBuilder("a").Version(1), true), "");
  EXPECT_EQ(WhyNoIssuer(CertificateBuilder("a").Ca(), true), "");
  EXPECT_EQ(WhyNoIssuer(CertificateBuilder("a"), true), "no basicConstraints");
  EXPECT_EQ(WhyNoIssuer(CertificateBuilder("a").NotCa(), true), "cA FALSE");
  EXPECT_EQ(WhyNoIssuer(CertificateBuilder("a").Ca().KeyUsage(x509::kCrlSign), true), "keyUsage without keyCertSign");
}

TEST(UsageTest, BasicConstraintsThatCannotBeReadMakeNobodyACa) {
  EXPECT_EQ(WhyNoIssuer(CertificateBuilder("a").Extension(x509::kBasicConstraintsOid, true, "junk")),
            "no basicConstraints");
}

}  // namespace
}  // namespace certsweep::pki
