#include "engine/pki/chain_verifier.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/pki/verification.h"

namespace certsweep::pki {
namespace {

using test::CertificateBuilder;
using test::kTestNotBefore;
using test::kTestTime;
using test::TestCertificate;
using test::TestKey;
using ::testing::HasSubstr;

constexpr Rules kAllRules[] = {Rules::kRfc5280, Rules::kWebPki, Rules::kPrivate};
constexpr int64_t kLastYear = kTestTime - 365 * test::kTestDay;

TEST(ChainVerifierTest, OriginsAreNamedAsInTheJsonLine) {
  EXPECT_EQ(PathOriginName(PathOrigin::kSent), "sent");
  EXPECT_EQ(PathOriginName(PathOrigin::kIntermediates), "intermediates");
  EXPECT_EQ(PathOriginName(PathOrigin::kAnchor), "anchor");
}

TEST(ChainVerifierTest, AWholeChainLeadsToItsAnchor) {
  for (const Rules rules : kAllRules) {
    const VerifyResult result =
        Verify({StrictLeaf().Build(), StrictIssuing()}, {.anchors = {StrictRoot()}, .rules = rules});
    ASSERT_TRUE(result.verified) << FindingsText(result.findings);
    EXPECT_EQ(PathText(result.verified->path()), "sent CN=leaf, sent CN=Issuing, anchor CN=Root");
    EXPECT_EQ(FindingsText(result.findings), "");
    EXPECT_EQ(FindingsText(result.policy_findings), "");
    EXPECT_EQ(result.signature_checks, 2);
  }
  EXPECT_EQ(Outcome({Leaf().IssuedBy(Root()).Build()}), "sent CN=leaf, anchor CN=Root");
}

TEST(ChainVerifierTest, ARootThatIsSentAlongIsTheAnchorAllTheSame) {
  EXPECT_EQ(Outcome({Leaf().IssuedBy(Issuing()).Build(), Issuing(), Root()}),
            "sent CN=leaf, sent CN=Issuing, anchor CN=Root");
}

TEST(ChainVerifierTest, KeysOfEveryKindSign) {
  for (const TestKey& key : {TestKey::Rsa(), TestKey::Ec("P-384"), TestKey::Ec("P-521"), TestKey::Ed25519()}) {
    const TestCertificate root = CertificateBuilder("Other root").Key(key).Ca().Build();
    EXPECT_EQ(Outcome({Leaf().IssuedBy(root).Build()}, {.anchors = {root}}), "sent CN=leaf, anchor CN=Other root");
  }
  const TestCertificate pss = CertificateBuilder("PSS root").Key(TestKey::Rsa()).Ca().Build();
  EXPECT_EQ(Outcome({Leaf().IssuedBy(pss).Signature({.pss = true}).Build()}, {.anchors = {pss}}),
            "sent CN=leaf, anchor CN=PSS root");
}

TEST(ChainVerifierTest, SelfSigned) {
  const VerifyResult result = Verify({Leaf().Build()});
  EXPECT_EQ(FindingsText(result.findings), "fail self_signed 0");
  EXPECT_EQ(result.findings[0].actual, "CN=leaf");
  EXPECT_FALSE(result.reaches_anchor);
  EXPECT_EQ(PathText(result.best), "sent CN=leaf");
  EXPECT_EQ(Outcome({Leaf().Build(), Issuing(), Root()}), "fail self_signed 0") << "what is sent along does not matter";
}

TEST(ChainVerifierTest, ASelfIssuedLeafWhoseSignatureIsNotItsOwn) {
  EXPECT_EQ(Outcome({Leaf().TamperedSignature().Build()}), "fail bad_signature 0");
}

TEST(ChainVerifierTest, BadSignature) {
  const VerifyResult leaf = Verify({Leaf().IssuedBy(Issuing()).TamperedSignature().Build(), Issuing()});
  EXPECT_EQ(FindingsText(leaf.findings), "fail bad_signature 0");
  EXPECT_EQ(leaf.findings[0].actual, "ecdsa-with-SHA256");
  const TestCertificate broken = Ca("Broken", 3).IssuedBy(Root()).TamperedSignature().Build();
  EXPECT_EQ(Outcome({Leaf().IssuedBy(broken).Build(), broken}), "fail bad_signature 1");
  EXPECT_EQ(Outcome({Leaf().IssuerName(Root().subject).SignedBy(CaKey(7)).Build()}), "fail bad_signature 0")
      << "in the name of an anchor";
  EXPECT_EQ(Outcome({Leaf().IssuedBy(Root()).TamperedSignature().Build(), Issuing()}), "fail bad_signature 0");
}

TEST(ChainVerifierTest, ABadSignatureBelowAnUntrustedRootIsABadSignature) {
  const TestCertificate stranger = Ca("Stranger", 4).Build();
  EXPECT_EQ(Outcome({Leaf().IssuedBy(stranger).TamperedSignature().Build(), stranger}), "fail bad_signature 0");
}

TEST(ChainVerifierTest, ASignatureThatNobodyComputesIsABadOneAndSaysSo) {
  const TestCertificate ed448 =
      CertificateBuilder("Ed448 CA").Key(TestKey::OfSpki(test::Ed448Spki())).SignedBy(CaKey(1)).Ca().Build();
  const std::string algorithm = test::AlgorithmIdentifier("1.3.101.113", "");
  const TestCertificate leaf =
      Leaf().IssuedBy(ed448).RawInnerAlgorithm(algorithm).RawOuterAlgorithm(algorithm).RawSignature("x").Build();
  const VerifyResult result = Verify({leaf}, {.anchors = {ed448}});
  EXPECT_EQ(FindingsText(result.findings), "fail bad_signature 0");
  EXPECT_THAT(result.findings[0].message, HasSubstr("can't be checked"));
  EXPECT_EQ(result.findings[0].actual, "Ed448");
}

TEST(ChainVerifierTest, AKeyThatProvesNothingSignsNothing) {
  const TestCertificate root =
      CertificateBuilder("Exponent 1").Key(TestKey::OfSpki(test::RsaSpki(2048, 1))).SignedBy(CaKey(1)).Ca().Build();
  const TestCertificate leaf = Leaf().IssuerName(root.subject).SignedBy(TestKey::Rsa()).Build();
  EXPECT_EQ(Outcome({leaf}, {.anchors = {root}}), "fail bad_signature 0");
}

TEST(ChainVerifierTest, UntrustedRoot) {
  const TestCertificate stranger = Ca("Stranger", 4).Build();
  const TestCertificate below = Ca("Below", 5).IssuedBy(stranger).Build();
  const TestCertificate leaf = Leaf().IssuedBy(below).Build();
  const VerifyResult result = Verify({leaf, below, stranger});
  EXPECT_EQ(FindingsText(result.findings), "fail untrusted_root 2");
  EXPECT_EQ(result.findings[0].actual, "CN=Stranger");
  EXPECT_FALSE(result.reaches_anchor);
  EXPECT_EQ(Outcome({leaf, stranger, below}), "fail untrusted_root 1") << "depth counts in the chain as sent";
  EXPECT_EQ(Outcome({leaf, below, stranger}, {.anchors = {}}), "fail untrusted_root 2") << "nobody is trusted";
}

TEST(ChainVerifierTest, AnotherRootOfATrustedNameIsNotTrusted) {
  const TestCertificate impostor = Ca("Root", 6).Build();
  EXPECT_EQ(Outcome({Leaf().IssuedBy(impostor).Build(), impostor}), "fail untrusted_root 1");
}

TEST(ChainVerifierTest, IncompleteChain) {
  const TestCertificate leaf = Leaf().IssuedBy(Issuing()).Build();
  const VerifyResult result = Verify({leaf});
  EXPECT_EQ(FindingsText(result.findings), "fail incomplete_chain 0");
  EXPECT_EQ(result.findings[0].expected, "CN=Issuing");
  EXPECT_EQ(Outcome({leaf, Issuing()}, {.anchors = {}}), "fail incomplete_chain 1");
  EXPECT_EQ(Outcome({leaf, Root()}), "fail incomplete_chain 0") << "a gap in the middle";
  EXPECT_EQ(Outcome({leaf, Ca("Stranger", 4).Build()}), "fail incomplete_chain 0")
      << "a root that is not of this chain";
}

TEST(ChainVerifierTest, ALeafThatCouldNotBeParsedHasNoPath) {
  const std::vector<x509::CertificatePtr> sent = {nullptr, Issuing().Parse()};
  const VerifyResult result = Verifier({}).Verify(sent, kTestTime);
  EXPECT_FALSE(result.verified);
  EXPECT_FALSE(result.reaches_anchor);
  EXPECT_TRUE(result.best.empty());
  EXPECT_TRUE(result.findings.empty());
}

TEST(ChainVerifierTest, OthersThatCouldNotBeParsedAreInNobodysWay) {
  const std::vector<x509::CertificatePtr> sent = {Leaf().IssuedBy(Issuing()).Build().Parse(), nullptr,
                                                  Issuing().Parse(), nullptr};
  EXPECT_EQ(Outcome(Verifier({}).Verify(sent, kTestTime)), "sent CN=leaf, sent CN=Issuing, anchor CN=Root");
}

TEST(ChainVerifierTest, IntermediatesCompleteAChainAndItIsSaid) {
  const TestCertificate leaf = Leaf().IssuedBy(Issuing()).Build();
  const VerifyResult result = Verify({leaf}, {.intermediates = {Issuing()}});
  ASSERT_TRUE(result.verified);
  EXPECT_EQ(PathText(result.best), "sent CN=leaf, intermediates CN=Issuing, anchor CN=Root");
  EXPECT_EQ(FindingsText(result.findings), "warn incomplete_chain 0");
  EXPECT_EQ(result.findings[0].expected, "CN=Issuing");
  const TestCertificate lower = Ca("Lower", 3).IssuedBy(Issuing()).Build();
  const VerifyResult upper = Verify({Leaf().IssuedBy(lower).Build(), lower}, {.intermediates = {Issuing()}});
  EXPECT_EQ(PathText(upper.best), "sent CN=leaf, sent CN=Lower, intermediates CN=Issuing, anchor CN=Root");
  EXPECT_EQ(FindingsText(upper.findings), "warn incomplete_chain 1");
}

TEST(ChainVerifierTest, WhatWasSentIsTakenFirst) {
  const TestCertificate leaf = Leaf().IssuedBy(Issuing()).Build();
  const VerifyResult same = Verify({leaf, Issuing()}, {.intermediates = {Issuing()}});
  EXPECT_EQ(PathText(same.best), "sent CN=leaf, sent CN=Issuing, anchor CN=Root");
  EXPECT_EQ(FindingsText(same.findings), "");
  // A twin among the intermediates that looks better does not make a whole chain incomplete.
  const TestCertificate signed_by_id = Leaf().IssuedBy(Issuing()).AuthorityKeyId("id").Build();
  const TestCertificate twin = Ca("Issuing", 2).IssuedBy(Root()).SubjectKeyId("id").Build();
  const VerifyResult with_twin = Verify({signed_by_id, Issuing()}, {.intermediates = {twin}});
  EXPECT_EQ(PathText(with_twin.best), "sent CN=leaf, sent CN=Issuing, anchor CN=Root");
  EXPECT_EQ(FindingsText(with_twin.findings), "");
}

TEST(ChainVerifierTest, AWayThatTheEndpointSentWholeIsFoundBehindOneThatItDidNot) {
  // The first twin leads to an anchor too, by way of a configured intermediate.
  const TestCertificate cross = Ca("Cross", 4).IssuedBy(Root()).Build();
  const TestCertificate twin = Ca("Issuing", 2).IssuedBy(cross).Build();
  const TestCertificate leaf = Leaf().IssuedBy(Issuing()).Build();
  const VerifyResult result = Verify({leaf, twin, Issuing()}, {.intermediates = {cross}});
  EXPECT_EQ(PathText(result.best), "sent CN=leaf, sent CN=Issuing, anchor CN=Root");
  EXPECT_EQ(FindingsText(result.findings), "");
  EXPECT_EQ(FindingsText(Verify({leaf, twin}, {.intermediates = {cross}}).findings), "warn incomplete_chain 1");
}

TEST(ChainVerifierTest, ARootAmongTheIntermediatesIsNotTrusted) {
  const TestCertificate stranger = Ca("Stranger", 4).Build();
  const TestCertificate leaf = Leaf().IssuedBy(stranger).Build();
  const VerifyResult result = Verify({leaf}, {.intermediates = {stranger}});
  EXPECT_FALSE(result.verified);
  EXPECT_EQ(FindingsText(result.findings), "fail untrusted_root");
}

TEST(ChainVerifierTest, ALeafThatIsAnAnchorIsTrustedUnderThePrivateRulesAlone) {
  const TestCertificate leaf = Leaf().Build();
  const VerifyResult result = Verify({leaf}, {.anchors = {leaf}});
  ASSERT_TRUE(result.verified);
  EXPECT_EQ(PathText(result.best), "anchor CN=leaf");
  for (const Rules rules : {Rules::kRfc5280, Rules::kWebPki}) {
    EXPECT_EQ(Outcome({leaf}, {.anchors = {leaf}, .rules = rules}), "fail self_signed 0");
  }
  const TestCertificate issued = Leaf().IssuedBy(Issuing()).Build();
  EXPECT_EQ(Outcome({issued}, {.anchors = {issued}}), "anchor CN=leaf") << "it need not be self-signed";
}

TEST(ChainVerifierTest, ALeafThatIsAnAnchorIsJudgedAllTheSame) {
  const TestCertificate expired = Leaf().Valid(kTestNotBefore, kLastYear).Build();
  const VerifyResult result = Verify({expired}, {.anchors = {expired}});
  EXPECT_FALSE(result.verified);
  EXPECT_TRUE(result.reaches_anchor);
  EXPECT_EQ(FindingsText(result.findings), "fail expired 0");
  const TestCertificate weak = Leaf().Key(TestKey::Rsa(1024)).Build();
  EXPECT_EQ(FindingsText(Verify({weak}, {.anchors = {weak}}).policy_findings), "fail weak_key 0");
}

TEST(ChainVerifierTest, AnApplianceAmongTheAnchorsVouchesForNobody) {
  const TestCertificate appliance = Leaf().Key(CaKey(3)).Build();
  const TestCertificate victim = CertificateBuilder("victim").Dns("victim.example").IssuedBy(appliance).Build();
  EXPECT_EQ(Outcome({victim}, {.anchors = {appliance}}), "fail issuer_not_ca 1");
  EXPECT_EQ(Outcome({victim, appliance}, {.anchors = {appliance}}), "fail issuer_not_ca 1");
}

}  // namespace
}  // namespace certsweep::pki
