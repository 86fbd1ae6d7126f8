#include "engine/pki/path_builder.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/pki/chains.h"

namespace certsweep::pki {
namespace {

using test::kTestNotBefore;
using test::kTestTime;
using test::TestCertificate;

constexpr int64_t kLastYear = kTestTime - 365 * test::kTestDay;

struct Built {
  VerifyResult result;
  bool is_valid = false;
};

Built Build(const std::vector<TestCertificate>& sent, const std::vector<TestCertificate>& anchors = {Root()}) {
  const ChainVerifier verifier(Anchors(anchors), {}, Rules::kPrivate);
  const VerifyOptions options;
  const std::vector<x509::CertificatePtr> parsed = Parsed(sent);
  PathBuilder builder(verifier, parsed, kTestTime, options);
  Built built;
  built.result = builder.Build();
  built.is_valid = builder.is_valid();
  return built;
}

TEST(PathBuilderTest, IsValidWhereNothingIsAgainstThePath) {
  EXPECT_TRUE(Build({Leaf().IssuedBy(Issuing()).Build(), Issuing()}).is_valid);
  EXPECT_FALSE(Build({Leaf().IssuedBy(Issuing()).Build()}).is_valid);
  EXPECT_FALSE(Build({Leaf().Valid(kTestNotBefore, kLastYear).IssuedBy(Root()).Build()}).is_valid);
  EXPECT_TRUE(Build({Leaf().IssuedBy(Root()).Hash(x509::HashAlgorithm::kSha1).Build()}).is_valid) << "of the policy";
}

TEST(PathBuilderTest, ASignatureIsCheckedOnceHoweverManySearchesThereAre) {
  // The leaf is expired: nothing is found by the first two searches.
  const Built built = Build({Leaf().Valid(kTestNotBefore, kLastYear).IssuedBy(Issuing()).Build(), Issuing()});
  EXPECT_TRUE(built.result.reaches_anchor);
  EXPECT_EQ(built.result.signature_checks, 2);
  EXPECT_EQ(built.result.candidates, 6) << "two a search";
}

TEST(PathBuilderTest, ThePathThatNothingIsAgainstEndsTheSearch) {
  const TestCertificate twin = Ca("Root", 1).Build();
  const Built built = Build({Leaf().IssuedBy(Issuing()).Build(), Issuing()}, {Root(), twin});
  EXPECT_TRUE(built.is_valid);
  EXPECT_EQ(built.result.candidates, 2);
}

TEST(PathBuilderTest, NothingIsLookedForAboveAnAnchor) {
  const TestCertificate upper = Ca("Upper", 4).Build();
  const TestCertificate lower = Ca("Lower", 5).IssuedBy(upper).Build();
  const Built built = Build({Leaf().Valid(kTestNotBefore, kLastYear).IssuedBy(lower).Build()}, {lower, upper});
  EXPECT_EQ(PathText(built.result.best), "sent CN=leaf, anchor CN=Lower");
  EXPECT_EQ(built.result.signature_checks, 1);
  EXPECT_EQ(built.result.candidates, 3) << "one a search";
}

TEST(PathBuilderTest, OfFaultyPathsTheOneWithTheFewestFaultsIsTold) {
  const TestCertificate expired = Ca("Issuing", 2).IssuedBy(Root()).Valid(kTestNotBefore, kLastYear).Build();
  const TestCertificate worse = Ca("Issuing", 2).IssuedBy(Root()).Valid(kTestNotBefore, kLastYear).NotCa().Build();
  const TestCertificate leaf = Leaf().IssuedBy(Issuing()).Build();
  for (const auto& sent : {std::vector{leaf, expired, worse}, std::vector{leaf, worse, expired}}) {
    EXPECT_EQ(FindingsText(Build(sent).result.findings), "fail expired 1");
  }
}

TEST(PathBuilderTest, OfFaultyPathsOneThatThePolicyLikesIsTold) {
  const auto expired = [](x509::HashAlgorithm hash) {
    return Ca("Issuing", 2).IssuedBy(Root()).Valid(kTestNotBefore, kLastYear).Hash(hash).Build();
  };
  const TestCertificate strong = expired(x509::HashAlgorithm::kSha256), weak = expired(x509::HashAlgorithm::kSha1);
  const TestCertificate leaf = Leaf().IssuedBy(Issuing()).Build();
  for (const auto& sent : {std::vector{leaf, strong, weak}, std::vector{leaf, weak, strong}}) {
    EXPECT_EQ(FindingsText(Build(sent).result.policy_findings), "");
  }
}

TEST(PathBuilderTest, OfDeadEndsTheOneThatGoesFurthestIsTold) {
  const TestCertificate missing = Ca("Missing", 5).Build();
  const TestCertificate further = Ca("Upper", 4).IssuedBy(missing).Build();
  const TestCertificate long_way = Ca("Issuing", 2).IssuedBy(further).Build();
  const TestCertificate short_way = Ca("Issuing", 2).IssuedBy(missing).Build();
  const TestCertificate leaf = Leaf().IssuedBy(Issuing()).Build();
  for (const auto& sent :
       {std::vector{leaf, long_way, short_way, further}, std::vector{leaf, short_way, long_way, further}}) {
    const Built built = Build(sent);
    EXPECT_EQ(PathText(built.result.best), "sent CN=leaf, sent CN=Issuing, sent CN=Upper");
    EXPECT_EQ(FindingsText(built.result.findings), "fail incomplete_chain 3");
  }
}

TEST(PathBuilderTest, WhatIsRuledOutByItselfCostsNoSignature) {
  const TestCertificate not_ca = test::CertificateBuilder("Issuing").Key(CaKey(9)).IssuedBy(Root()).Build();
  const Built built = Build({Leaf().IssuedBy(Issuing()).Build(), not_ca, Issuing()});
  EXPECT_TRUE(built.is_valid);
  EXPECT_EQ(built.result.signature_checks, 2);
  // Nor does what stands too high for its pathLenConstraint.
  const TestCertificate too_short = Ca("Issuing", 9).Ca(0).IssuedBy(Root()).Build();
  const TestCertificate lower = Ca("Lower", 3).IssuedBy(Issuing()).Build();
  const Built longer = Build({Leaf().IssuedBy(lower).Build(), lower, too_short, Issuing()});
  EXPECT_TRUE(longer.is_valid);
  EXPECT_EQ(longer.result.signature_checks, 3);
}

TEST(PathBuilderTest, NothingIsLookedForAboveOneWhoseConstraintsRuleThePathOut) {
  const TestCertificate constrained =
      Ca("Issuing", 2).NameConstraints({}, {test::DnsName("leaf.example")}).IssuedBy(Root()).Build();
  const Built built = Build({Leaf().IssuedBy(Issuing()).Build(), constrained, Issuing()});
  EXPECT_TRUE(built.is_valid);
  EXPECT_EQ(built.result.signature_checks, 2);
  EXPECT_EQ(built.result.candidates, 3);
}

TEST(PathBuilderTest, WhatThePolicyMindsIsLeftOutInTheFirstSearchAlone) {
  const TestCertificate weak = Ca("Issuing", 2).Hash(x509::HashAlgorithm::kSha1).IssuedBy(Root()).Build();
  const Built built = Build({Leaf().IssuedBy(Issuing()).Build(), weak});
  EXPECT_TRUE(built.is_valid);
  EXPECT_EQ(FindingsText(built.result.policy_findings), "fail weak_signature 1");
  EXPECT_EQ(built.result.candidates, 3) << "one, then two";
}

// What is wrong between two certificates is found out once, and told where they stand in the path that is told.
TEST(PathBuilderTest, AViolationStandsAtTheDepthItHasInThePath) {
  const auto named = [](const char* name) { return test::DirectoryName(test::CommonName(name)); };
  const TestCertificate root = Ca("Root", 1).NameConstraints({}, {named("Upper"), named("Between")}).Build();
  const TestCertificate upper = Ca("Upper", 3).IssuedBy(root).Build();
  const TestCertificate between = Ca("Between", 4).IssuedBy(upper).Build();
  const TestCertificate long_way = Ca("Issuing", 2).IssuedBy(between).Build();
  const TestCertificate short_way = Ca("Issuing", 2).IssuedBy(upper).Build();
  const TestCertificate leaf = Leaf().IssuedBy(Issuing()).Build();
  const Built built = Build({leaf, long_way, short_way, upper, between}, {root});
  EXPECT_EQ(PathText(built.result.best), "sent CN=leaf, sent CN=Issuing, sent CN=Upper, anchor CN=Root");
  EXPECT_EQ(FindingsText(built.result.findings), "fail name_constraint_violation 2");
}

}  // namespace
}  // namespace certsweep::pki
