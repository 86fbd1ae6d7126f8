// What path validation has against a path, under which rules.

#include <optional>
#include <string>
#include <vector>

#include "engine/pki/chain_verifier.h"
#include "gtest/gtest.h"
#include "tests/engine/pki/verification.h"

namespace certsweep::pki {
namespace {

using test::CertificateBuilder;
using test::kTestNotBefore;
using test::kTestTime;
using test::TestCertificate;
using test::TestKey;

constexpr Rules kAllRules[] = {Rules::kRfc5280, Rules::kWebPki, Rules::kPrivate};
constexpr char kClientAuthOid[] = "1.3.6.1.5.5.7.3.2";
constexpr int64_t kLastYear = kTestTime - 365 * test::kTestDay;

TEST(ChainVerifierRulesTest, FaultsOfThePathAreToldWithTheirDepthInIt) {
  const auto below = [](const CertificateBuilder& builder) {
    const TestCertificate issuer = CertificateBuilder(builder).IssuedBy(Root()).Build();
    // Strangers in between: depth counts in the path.
    return Outcome({Leaf().IssuedBy(issuer).Build(), Ca("Stranger", 4).Build(), issuer});
  };
  EXPECT_EQ(below(Ca("CA", 3)), "sent CN=leaf, sent CN=CA, anchor CN=Root");
  EXPECT_EQ(below(Ca("CA", 3).Valid(kTestNotBefore, kLastYear)), "fail expired 1");
  EXPECT_EQ(below(Ca("CA", 3).Valid(kTestTime + 1, kTestTime + 2)), "fail not_yet_valid 1");
  EXPECT_EQ(below(Ca("CA", 3).NotCa()), "fail issuer_not_ca 1");
  EXPECT_EQ(below(CertificateBuilder("CA").Key(CaKey(3))), "fail issuer_not_ca 1");
  EXPECT_EQ(below(Ca("CA", 3).KeyUsage(x509::kCrlSign)), "fail issuer_not_ca 1");
  EXPECT_EQ(below(Ca("CA", 3).ExtendedKeyUsage({kClientAuthOid})), "fail not_for_server_auth 1");
  EXPECT_EQ(below(Ca("CA", 3).Extension("1.2.3.4", true, "x")), "fail unknown_critical_extension 1");
  EXPECT_EQ(below(Ca("CA", 3).Extension("2.5.29.37", false, "x")),
            "fail not_for_server_auth 1, fail malformed_certificate 1");
  EXPECT_EQ(below(Ca("CA", 3).NameConstraints({test::DnsName("other.example")}, {})),
            "fail name_constraint_violation 0");
  EXPECT_EQ(below(Ca("CA", 3).PolicyConstraints(0, std::nullopt)), "fail certificate_policy_violation 0");
}

TEST(ChainVerifierRulesTest, FaultsOfTheLeaf) {
  const auto leaf = [](const CertificateBuilder& builder) {
    return Outcome({CertificateBuilder(builder).IssuedBy(Root()).Build()});
  };
  EXPECT_EQ(leaf(Leaf().Valid(kTestNotBefore, kLastYear)), "fail expired 0");
  EXPECT_EQ(leaf(Leaf().ExtendedKeyUsage({kClientAuthOid})), "fail not_for_server_auth 0");
  EXPECT_EQ(leaf(Leaf().KeyUsage(x509::kCrlSign)), "fail not_for_server_auth 0");
  EXPECT_EQ(leaf(Leaf().Ca()), "fail not_for_server_auth 0, fail ca_certificate_as_leaf 0");
  EXPECT_EQ(leaf(Leaf().Ca().KeyUsage(x509::kDigitalSignature)), "fail ca_certificate_as_leaf 0");
}

TEST(ChainVerifierRulesTest, SeveralFaultsAreAllTold) {
  const TestCertificate issuer = Ca("CA", 3).NotCa().Valid(kTestNotBefore, kLastYear).IssuedBy(Root()).Build();
  const TestCertificate leaf = Leaf().IssuedBy(issuer).Valid(kTestNotBefore, kLastYear).Build();
  const VerifyResult result = Verify({leaf, issuer});
  EXPECT_FALSE(result.verified);
  EXPECT_TRUE(result.reaches_anchor);
  EXPECT_EQ(PathText(result.best), "sent CN=leaf, sent CN=CA, anchor CN=Root");
  EXPECT_EQ(FindingsText(result.findings), "fail expired 0, fail expired 1, fail issuer_not_ca 1");
}

TEST(ChainVerifierRulesTest, PathLength) {
  const TestCertificate limited = Ca("Limited", 3).Ca(0).IssuedBy(Root()).Build();
  EXPECT_EQ(Outcome({Leaf().IssuedBy(limited).Build(), limited}), "sent CN=leaf, sent CN=Limited, anchor CN=Root");
  const TestCertificate below = Ca("Below", 4).IssuedBy(limited).Build();
  EXPECT_EQ(Outcome({Leaf().IssuedBy(below).Build(), below, limited}), "fail path_length_exceeded 2");
  // Self-issued certificates are not counted (RFC 5280, 4.2.1.9).
  const TestCertificate rolled = Ca("Limited", 5).IssuedBy(limited).Build();
  EXPECT_EQ(Outcome({Leaf().IssuedBy(rolled).Build(), rolled, limited}),
            "sent CN=leaf, sent CN=Limited, sent CN=Limited, anchor CN=Root");
  const TestCertificate limited_root = Ca("Limited root", 6).Ca(0).Build();
  const TestCertificate under_root = Ca("Under", 7).IssuedBy(limited_root).Build();
  EXPECT_EQ(Outcome({Leaf().IssuedBy(under_root).Build(), under_root}, {.anchors = {limited_root}}),
            "fail path_length_exceeded 2")
      << "an anchor's limit counts too";
}

TEST(ChainVerifierRulesTest, TheCallerMayLimitTheIntermediates) {
  const TestCertificate leaf = Leaf().IssuedBy(Issuing()).Build();
  EXPECT_EQ(Outcome({leaf, Issuing()}, {.options = {.max_intermediates = 1}}),
            "sent CN=leaf, sent CN=Issuing, anchor CN=Root");
  EXPECT_EQ(Outcome({leaf, Issuing()}, {.options = {.max_intermediates = 0}}), "fail path_length_exceeded 2");
  EXPECT_EQ(Outcome({Leaf().IssuedBy(Root()).Build()}, {.options = {.max_intermediates = 0}}),
            "sent CN=leaf, anchor CN=Root");
  const TestCertificate rolled = Ca("Issuing", 5).IssuedBy(Issuing()).Build();
  EXPECT_EQ(Outcome({Leaf().IssuedBy(rolled).Build(), rolled, Issuing()}, {.options = {.max_intermediates = 1}}),
            "sent CN=leaf, sent CN=Issuing, sent CN=Issuing, anchor CN=Root")
      << "self-issued ones are not counted";
  // A shorter way is found.
  const TestCertificate direct = Ca("Issuing", 2).Build();
  EXPECT_EQ(Outcome({leaf, Issuing()}, {.anchors = {Root(), direct}, .options = {.max_intermediates = 0}}),
            "sent CN=leaf, anchor CN=Issuing");
}

TEST(ChainVerifierRulesTest, NameConstraintsHoldForEverythingBelow) {
  const TestCertificate constrained =
      Ca("Constrained", 3).NameConstraints({test::DnsName("corp.example")}, {}).IssuedBy(Root()).Build();
  const TestCertificate lower = Ca("Lower", 4).IssuedBy(constrained).Build();
  const CertificateBuilder good = CertificateBuilder("good").Dns("a.corp.example");
  const CertificateBuilder evil = CertificateBuilder("evil").Dns("a.corp.example").Dns("evil.example");
  EXPECT_EQ(Outcome({CertificateBuilder(good).IssuedBy(lower).Build(), lower, constrained}),
            "sent CN=good, sent CN=Lower, sent CN=Constrained, anchor CN=Root");
  EXPECT_EQ(Outcome({CertificateBuilder(evil).IssuedBy(lower).Build(), lower, constrained}),
            "fail name_constraint_violation 0");
  // An intermediate with a name of its own is bound, one that is self-issued is not.
  const TestCertificate outside = Ca("Outside", 5).Dns("evil.example").IssuedBy(constrained).Build();
  EXPECT_EQ(Outcome({CertificateBuilder(good).IssuedBy(outside).Build(), outside, constrained}),
            "fail name_constraint_violation 1");
  const TestCertificate rolled = Ca("Constrained", 6).Dns("evil.example").IssuedBy(constrained).Build();
  EXPECT_EQ(Outcome({CertificateBuilder(good).IssuedBy(rolled).Build(), rolled, constrained}),
            "sent CN=good, sent CN=Constrained, sent CN=Constrained, anchor CN=Root");
  // An anchor's constraints count as well.
  const TestCertificate anchor = Ca("Anchor", 7).NameConstraints({}, {test::DnsName("evil.example")}).Build();
  EXPECT_EQ(Outcome({CertificateBuilder(evil).IssuedBy(anchor).Build()}, {.anchors = {anchor}}),
            "fail name_constraint_violation 0");
}

TEST(ChainVerifierRulesTest, ASelfIssuedLeafIsBoundByNameConstraints) {
  const TestCertificate anchor = Ca("Same", 3).NameConstraints({test::DnsName("corp.example")}, {}).Build();
  const TestCertificate leaf = CertificateBuilder("Same").Dns("evil.example").IssuedBy(anchor).Build();
  EXPECT_EQ(Outcome({leaf}, {.anchors = {anchor}}), "fail name_constraint_violation 0");
}

TEST(ChainVerifierRulesTest, AnotherPathAvoidsTheFault) {
  const TestCertificate constrained =
      Ca("Issuing", 2).NameConstraints({test::DnsName("other.example")}, {}).IssuedBy(Root()).Build();
  const TestCertificate not_ca = CertificateBuilder("Issuing").Key(CaKey(2)).IssuedBy(Root()).Build();
  const TestCertificate limited_root = Ca("Limited root", 4).Ca(0).Build();
  const TestCertificate limited = Ca("Issuing", 2).IssuedBy(limited_root).Build();
  const TestCertificate leaf = Leaf().IssuedBy(Issuing()).Build();
  for (const TestCertificate& bad : {constrained, not_ca, limited}) {
    for (const auto& sent : {std::vector{leaf, bad, Issuing()}, std::vector{leaf, Issuing(), bad}}) {
      const VerifyResult result = Verify(sent, {.anchors = {limited_root, Root()}});
      ASSERT_TRUE(result.verified);
      EXPECT_EQ(base::AsText(result.best[1].certificate->der()), Issuing().der);
      EXPECT_EQ(FindingsText(result.findings), "");
    }
  }
}

std::string StrictOutcome(const CertificateBuilder& leaf, Rules rules) {
  const VerifyResult result = Verify({leaf.Build(), StrictIssuing()}, {.anchors = {StrictRoot()}, .rules = rules});
  if (!result.verified) return "path: " + FindingsText(result.findings);
  return "policy: " + FindingsText(result.policy_findings);
}

TEST(ChainVerifierRulesTest, WeakKeysAndSignaturesAreOfThePolicyButOnTheWeb) {
  const CertificateBuilder weak_key = StrictLeaf().Key(TestKey::Rsa(1024));
  const CertificateBuilder weak_signature = StrictLeaf().Hash(x509::HashAlgorithm::kSha1);
  for (const Rules rules : {Rules::kPrivate, Rules::kRfc5280}) {
    EXPECT_EQ(StrictOutcome(weak_key, rules), "policy: fail weak_key 0");
    EXPECT_EQ(StrictOutcome(weak_signature, rules), "policy: fail weak_signature 0");
  }
  EXPECT_EQ(StrictOutcome(weak_key, Rules::kWebPki), "path: fail weak_key 0");
  EXPECT_EQ(StrictOutcome(weak_signature, Rules::kWebPki), "path: fail weak_signature 0");
}

TEST(ChainVerifierRulesTest, RulesDifferInWhatTheyAskForOfALeaf) {
  const CertificateBuilder no_purpose = StrictLeaf().WithoutExtension(x509::kExtendedKeyUsageOid);
  EXPECT_EQ(StrictOutcome(no_purpose, Rules::kPrivate), "policy: ");
  EXPECT_EQ(StrictOutcome(no_purpose, Rules::kRfc5280), "policy: ");
  EXPECT_EQ(StrictOutcome(no_purpose, Rules::kWebPki), "path: fail not_for_server_auth 0");
  // RFC 5280 has nothing against a server that shows a CA's certificate.
  const CertificateBuilder ca = StrictLeaf().Ca().KeyUsage(x509::kDigitalSignature);
  EXPECT_EQ(StrictOutcome(ca, Rules::kPrivate), "path: fail ca_certificate_as_leaf 0");
  EXPECT_EQ(StrictOutcome(ca, Rules::kRfc5280), "policy: ");
  EXPECT_EQ(StrictOutcome(ca, Rules::kWebPki), "path: fail ca_certificate_as_leaf 0");
  const CertificateBuilder bad_form = StrictLeaf().RawSerial("\xff");
  EXPECT_EQ(StrictOutcome(bad_form, Rules::kPrivate), "policy: ");
  EXPECT_EQ(StrictOutcome(bad_form, Rules::kRfc5280), "path: fail malformed_certificate 0");
  EXPECT_EQ(StrictOutcome(bad_form, Rules::kWebPki), "path: fail malformed_certificate 0");
}

TEST(ChainVerifierRulesTest, AnAnchorsStrengthIsJudgedOnTheWebAlone) {
  const TestCertificate weak = StrictCa("Weak", 1).Key(TestKey::Rsa(1024)).Hash(x509::HashAlgorithm::kSha1).Build();
  const TestCertificate leaf = StrictLeaf().AuthorityKeyId("key of Weak").IssuedBy(weak).Build();
  for (const Rules rules : {Rules::kPrivate, Rules::kRfc5280}) {
    const VerifyResult result = Verify({leaf, weak}, {.anchors = {weak}, .rules = rules});
    EXPECT_TRUE(result.verified);
    EXPECT_EQ(FindingsText(result.findings) + FindingsText(result.policy_findings), "");
  }
  // A key of a forbidden kind; the anchor's signature is nobody's business.
  EXPECT_EQ(Outcome({leaf, weak}, {.anchors = {weak}, .rules = Rules::kWebPki}), "fail weak_key 1");
}

TEST(ChainVerifierRulesTest, APathThatThePolicyLikesIsPreferred) {
  const TestCertificate weak = Ca("Issuing", 2).IssuedBy(Root()).Hash(x509::HashAlgorithm::kSha1).Build();
  const TestCertificate leaf = Leaf().IssuedBy(Issuing()).Build();
  for (const auto& sent : {std::vector{leaf, weak, Issuing()}, std::vector{leaf, Issuing(), weak}}) {
    const VerifyResult result = Verify(sent);
    ASSERT_TRUE(result.verified);
    EXPECT_EQ(base::AsText(result.best[1].certificate->der()), Issuing().der);
    EXPECT_EQ(FindingsText(result.policy_findings), "");
  }
  EXPECT_EQ(FindingsText(Verify({leaf, weak}).policy_findings), "fail weak_signature 1");
}

TEST(ChainVerifierRulesTest, IssuersThatAreNoneAreToldWithoutAPathToo) {
  const TestCertificate stranger = CertificateBuilder("Stranger").Key(CaKey(4)).Build();
  EXPECT_EQ(FindingsText(Verify({Leaf().IssuedBy(stranger).Build(), Root(), stranger}).findings),
            "fail untrusted_root 2, fail issuer_not_ca 2");
}

TEST(ChainVerifierRulesTest, PathLengthsAreCountedWithoutAnAnchorToo) {
  const TestCertificate stranger = Ca("Stranger", 4).Ca(0).Build();
  const TestCertificate lower = Ca("Lower", 5).IssuedBy(stranger).Build();
  EXPECT_EQ(Outcome({Leaf().IssuedBy(lower).Build(), lower, stranger}),
            "fail untrusted_root 2, fail path_length_exceeded 2");
  const TestCertificate rolled_over = Ca("Stranger", 5).IssuedBy(stranger).Build();
  EXPECT_EQ(Outcome({Leaf().IssuedBy(rolled_over).Build(), rolled_over, stranger}), "fail untrusted_root 2")
      << "a self-issued one is not counted";
}

TEST(ChainVerifierRulesTest, TheSignatureOfAnUntrustedRootIsNotJudged) {
  const TestCertificate stranger = StrictCa("Stranger", 4).Hash(x509::HashAlgorithm::kSha1).Build();
  const TestCertificate leaf = StrictLeaf().AuthorityKeyId("key of Stranger").IssuedBy(stranger).Build();
  for (const Rules rules : kAllRules) {
    EXPECT_EQ(Outcome({leaf, stranger}, {.rules = rules}), "fail untrusted_root 1") << RulesName(rules);
  }
}

}  // namespace
}  // namespace certsweep::pki
