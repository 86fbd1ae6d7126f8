// Chains that are not the usual one: twins, namesakes, loops, strangers, any order.

#include <string>
#include <vector>

#include "engine/pki/chain_verifier.h"
#include "gtest/gtest.h"
#include "tests/engine/pki/verification.h"

namespace certsweep::pki {
namespace {

using test::kTestNotBefore;
using test::kTestTime;
using test::TestCertificate;

constexpr int64_t kLastYear = kTestTime - 365 * test::kTestDay;

TEST(ChainVerifierPathsTest, OrderDoublesAndStrangersDoNotMatter) {
  const TestCertificate lower = Ca("Lower", 3).IssuedBy(Issuing()).Build();
  const TestCertificate leaf = Leaf().IssuedBy(lower).Build();
  const TestCertificate stranger = Ca("Stranger", 4).Build();
  const std::string expected = "sent CN=leaf, sent CN=Lower, sent CN=Issuing, anchor CN=Root";
  EXPECT_EQ(Outcome({leaf, lower, Issuing(), Root()}), expected);
  EXPECT_EQ(Outcome({leaf, Root(), Issuing(), lower}), expected) << "upside down";
  EXPECT_EQ(Outcome({leaf, leaf, lower, lower, Issuing(), Issuing()}), expected) << "doubles";
  EXPECT_EQ(Outcome({leaf, stranger, lower, Leaf().Build(), Issuing(), stranger}), expected) << "strangers";
}

TEST(ChainVerifierPathsTest, CrossSignedTwinsAreTriedBoth) {
  const TestCertificate old_root = Ca("Old root", 4).Build();
  const TestCertificate by_old = Ca("Issuing", 2).IssuedBy(old_root).Build();
  const TestCertificate leaf = Leaf().IssuedBy(Issuing()).Build();
  const std::string expected = "sent CN=leaf, sent CN=Issuing, anchor CN=Root";
  EXPECT_EQ(Outcome({leaf, by_old, Issuing()}), expected);
  EXPECT_EQ(Outcome({leaf, Issuing(), by_old}), expected);
  EXPECT_EQ(Outcome({leaf, by_old, old_root, Issuing()}), expected) << "a whole chain to an untrusted root is a detour";
}

TEST(ChainVerifierPathsTest, ACrossSignedRootLeadsToEitherAnchor) {
  const TestCertificate new_root = Ca("New root", 4).Build();
  const TestCertificate cross = Ca("New root", 4).IssuedBy(Root()).Build();
  const TestCertificate leaf = Leaf().IssuedBy(new_root).Build();
  EXPECT_EQ(Outcome({leaf, cross}), "sent CN=leaf, sent CN=New root, anchor CN=Root");
  EXPECT_EQ(Outcome({leaf, cross}, {.anchors = {new_root}}), "sent CN=leaf, anchor CN=New root");
  EXPECT_EQ(Outcome({leaf, cross}, {.anchors = {new_root, Root()}}), "sent CN=leaf, anchor CN=New root")
      << "the shorter one";
}

TEST(ChainVerifierPathsTest, AnExpiredTwinIsPassedOver) {
  const TestCertificate expired = Ca("Issuing", 2).IssuedBy(Root()).Valid(kTestNotBefore, kLastYear).Build();
  const TestCertificate leaf = Leaf().IssuedBy(Issuing()).Build();
  for (const auto& sent : {std::vector{leaf, expired, Issuing()}, std::vector{leaf, Issuing(), expired}}) {
    const VerifyResult result = Verify(sent);
    ASSERT_TRUE(result.verified);
    EXPECT_EQ(result.best[1].certificate->not_after(), test::kTestNotAfter);
    EXPECT_EQ(FindingsText(result.findings), "");
  }
  EXPECT_EQ(Outcome({leaf, expired}), "fail expired 1");
}

TEST(ChainVerifierPathsTest, AnExpiredAnchorHasAYoungerTwin) {
  const TestCertificate expired = Ca("Root", 1).Valid(kTestNotBefore, kLastYear).Build();
  const TestCertificate leaf = Leaf().IssuedBy(Root()).Build();
  EXPECT_EQ(Outcome({leaf}, {.anchors = {expired, Root()}}), "sent CN=leaf, anchor CN=Root");
  EXPECT_EQ(Outcome({leaf}, {.anchors = {expired}}), "fail expired 1");
}

TEST(ChainVerifierPathsTest, TwoCasMayShareAName) {
  const TestCertificate other = Ca("Root", 4).Build();
  const TestCertificate leaf = Leaf().IssuedBy(Root()).Build();
  for (const auto& anchors : {std::vector{Root(), other}, std::vector{other, Root()}}) {
    const VerifyResult result = Verify({leaf}, {.anchors = anchors});
    ASSERT_TRUE(result.verified);
    EXPECT_EQ(base::AsText(result.best[1].certificate->der()), Root().der);
  }
  // Two intermediates of one name, whose keys differ.
  const TestCertificate namesake = Ca("Issuing", 5).IssuedBy(Root()).Build();
  const TestCertificate below = Leaf().IssuedBy(Issuing()).Build();
  EXPECT_EQ(Outcome({below, namesake, Issuing()}), "sent CN=leaf, sent CN=Issuing, anchor CN=Root");
  EXPECT_EQ(Outcome({below, namesake}), "fail bad_signature 0");
}

TEST(ChainVerifierPathsTest, KeyIdentifiersTellWhichOfTwoNamesakesIsMissing) {
  const TestCertificate namesake = Ca("Issuing", 5).IssuedBy(Root()).SubjectKeyId("other").Build();
  EXPECT_EQ(Outcome({Leaf().IssuedBy(Issuing()).AuthorityKeyId("this").Build(), namesake}), "fail incomplete_chain 0")
      << "its signature is not held against it";
}

TEST(ChainVerifierPathsTest, KeyIdentifiersThatDoNotFitAreHintsAlone) {
  const TestCertificate root = Ca("Root", 1).SubjectKeyId("root").Build();
  EXPECT_EQ(Outcome({Leaf().IssuedBy(root).AuthorityKeyId("nobody").Build()}, {.anchors = {root}}),
            "sent CN=leaf, anchor CN=Root");
}

TEST(ChainVerifierPathsTest, LoopsEnd) {
  // a signs b and b signs a: neither has anything above it.
  const TestCertificate a_by_b = Ca("a", 3).IssuerName(test::CommonName("b")).SignedBy(CaKey(4)).Build();
  const TestCertificate b_by_a = Ca("b", 4).IssuerName(test::CommonName("a")).SignedBy(CaKey(3)).Build();
  const TestCertificate leaf = Leaf().IssuedBy(a_by_b).Build();
  EXPECT_EQ(Outcome({leaf, a_by_b, b_by_a}), "fail incomplete_chain 2");
  // One of them leads out of the loop.
  const TestCertificate b_by_root = Ca("b", 4).IssuedBy(Root()).Build();
  EXPECT_EQ(Outcome({leaf, a_by_b, b_by_a, b_by_root}), "sent CN=leaf, sent CN=a, sent CN=b, anchor CN=Root");
}

TEST(ChainVerifierPathsTest, ALeafThatSignedItsOwnIssuerIsALoopToo) {
  const TestCertificate leaf = Leaf().IssuerName(test::CommonName("a")).SignedBy(CaKey(3)).Build();
  const TestCertificate a = Ca("a", 3).IssuedBy(leaf).Build();
  EXPECT_EQ(Outcome({leaf, a}), "fail incomplete_chain 1");
}

TEST(ChainVerifierPathsTest, CasOfDifferentNamesMayShareAKey) {
  const TestCertificate upper = Ca("Renamed", 2).IssuedBy(Root()).Build();
  const TestCertificate lower = Ca("Issuing", 2).IssuedBy(upper).Build();
  EXPECT_EQ(Outcome({Leaf().IssuedBy(lower).Build(), lower, upper}),
            "sent CN=leaf, sent CN=Issuing, sent CN=Renamed, anchor CN=Root");
}

TEST(ChainVerifierPathsTest, RolledOverKeysOfOneName) {
  // "Root" with a new key, signed by the old one: self-issued, and no end.
  const TestCertificate new_by_old = Ca("Root", 6).IssuedBy(Root()).Build();
  EXPECT_EQ(Outcome({Leaf().IssuedBy(new_by_old).Build(), new_by_old}), "sent CN=leaf, sent CN=Root, anchor CN=Root");
}

TEST(ChainVerifierPathsTest, NamesAreComparedAsRfc5280Says) {
  const std::string spelt = test::DerName({{{"2.5.4.3", " ROOT ", test::kPrintableStringTag}}});
  EXPECT_EQ(Outcome({Leaf().IssuerName(spelt).SignedBy(CaKey(1)).Build()}), "sent CN=leaf, anchor CN=Root");
}

}  // namespace
}  // namespace certsweep::pki
