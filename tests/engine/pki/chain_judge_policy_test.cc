// What a policy of one's own changes in a judgement: the findings and the choice of the path, never whether it is
// trusted.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/pki/chain_judge.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/pki/chains.h"

namespace certsweep::pki {
namespace {

using test::TestCertificate;
using test::TestKey;

Policy Forbidding(const std::vector<TestCertificate>& certificates) {
  std::vector<base::Sha256Digest> keys;
  for (const TestCertificate& certificate : certificates) keys.push_back(certificate.Parse()->spki_sha256());
  return {.forbidden_keys = std::make_shared<const base::Sha256Set>(std::move(keys))};
}

Policy Allowing(const std::string& issuer) {
  auto issuers = std::make_shared<AllowedIssuers>();
  EXPECT_TRUE(issuers->Add(issuer).ok());
  return {.allowed_issuers = issuers};
}

Policy Requiring(const std::string& usage) {
  return {.required_usages =
              std::make_shared<const std::vector<ExtendedKeyUsage>>(1, ParseExtendedKeyUsage(usage).value())};
}

struct Case {
  std::vector<TestCertificate> sent;
  Policy policy;
  std::vector<TestCertificate> anchors = {Root()};
  Rules rules = Rules::kPrivate;
};

ChainJudgement Judge(const Case& c) {
  std::vector<SentCertificate> sent;
  for (const x509::CertificatePtr& certificate : Parsed(c.sent)) sent.push_back({certificate, ""});
  const std::vector<ReferenceIdentity> names = {*ReferenceIdentity::Parse("leaf.example")};
  const ChainJudge judge(ChainVerifier(Anchors(c.anchors), {}, c.rules), c.policy);
  return judge.Judge(sent, names, test::kTestTime);
}

std::string Said(const Case& c) {
  const ChainJudgement judgement = Judge(c);
  return (judgement.trusted ? "trusted: " : "not trusted: ") + FindingsText(judgement.findings);
}

std::vector<TestCertificate> GoodChain() { return {Leaf().IssuedBy(Issuing()).Build(), Issuing()}; }
std::vector<TestCertificate> StrictChain() { return {StrictLeaf().Build(), StrictIssuing()}; }

TEST(ChainJudgePolicyTest, NoneOfItChangesTrust) {
  const struct {
    Policy policy;
    std::string findings;
  } kCases[] = {
      {{}, ""},
      {{.min_ec_bits = 384}, "fail weak_key 0, fail weak_key 1"},
      {{.max_validity_days = 398}, "fail validity_too_long 0"},
      {{.allowed_hashes = {x509::HashAlgorithm::kSha384}}, "fail weak_signature 0, fail weak_signature 1"},
      {{.allowed_key_types = KeyTypeSet{x509::KeyType::kRsa}}, "fail weak_key 0, fail weak_key 1"},
      {Requiring("clientAuth"), "fail extended_key_usage_missing 0"},
      {Allowing("CN=Other"), "fail issuer_not_allowed 0"},
      {Allowing("CN=Issuing"), ""},
      {Forbidding({StrictLeaf().Build()}), "fail forbidden_key 0"},
      {Forbidding({Issuing()}), "fail forbidden_key 1"},
      {Forbidding({Root()}), "fail forbidden_key 2"},
  };
  for (const auto& c : kCases) {
    for (const Rules rules : {Rules::kRfc5280, Rules::kWebPki, Rules::kPrivate}) {
      EXPECT_EQ(Said({.sent = StrictChain(), .policy = c.policy, .anchors = {StrictRoot()}, .rules = rules}),
                "trusted: " + c.findings)
          << RulesName(rules);
    }
  }
}

TEST(ChainJudgePolicyTest, APathWithoutTheForbiddenKeyIsPreferred) {
  const TestCertificate old_root = Ca("Old root", 4).Build();
  const TestCertificate by_old = Ca("Issuing", 2).IssuedBy(old_root).Build();
  const std::vector<TestCertificate> sent = {Leaf().IssuedBy(Issuing()).Build(), by_old, Issuing()};
  for (const auto& [forbidden, path] : {std::pair(Root(), "sent CN=leaf, sent CN=Issuing, anchor CN=Old root"),
                                        std::pair(old_root, "sent CN=leaf, sent CN=Issuing, anchor CN=Root")}) {
    const ChainJudgement judgement =
        Judge({.sent = sent, .policy = Forbidding({forbidden}), .anchors = {Root(), old_root}});
    EXPECT_EQ(PathText(judgement.path), path);
    EXPECT_EQ(FindingsText(judgement.findings), "");
  }
  EXPECT_EQ(Said({.sent = sent, .policy = Forbidding({Root(), old_root}), .anchors = {Root(), old_root}}),
            "trusted: fail forbidden_key 2");
}

TEST(ChainJudgePolicyTest, APathByAnAllowedIssuerIsPreferred) {
  const TestCertificate old_root = Ca("Old root", 4).Build();
  const TestCertificate by_old = Ca("Issuing", 2).IssuedBy(old_root).Build();
  const std::vector<TestCertificate> sent = {Leaf().IssuedBy(Issuing()).Build(), by_old, Issuing()};
  for (const std::string name : {"Root", "Old root"}) {
    const ChainJudgement judgement =
        Judge({.sent = sent, .policy = Allowing("CN=" + name), .anchors = {Root(), old_root}});
    EXPECT_EQ(PathText(judgement.path), "sent CN=leaf, sent CN=Issuing, anchor CN=" + name);
    EXPECT_EQ(FindingsText(judgement.findings), "");
  }
}

TEST(ChainJudgePolicyTest, ANameThatAnyoneCouldWriteDoesNotCount) {
  // A server's certificate, with a real path, signs a "CN=Corp CA" that signs the leaf.
  const TestCertificate server = Leaf().Key(CaKey(5)).IssuedBy(Root()).Build();
  const TestCertificate forged = Ca("Corp CA", 6).IssuedBy(server).Build();
  const std::vector<TestCertificate> sent = {Leaf().IssuedBy(forged).Build(), forged, server};
  EXPECT_EQ(Said({.sent = sent, .policy = Allowing("CN=Corp CA")}),
            "not trusted: fail issuer_not_allowed 0, fail issuer_not_ca 2");
}

TEST(ChainJudgePolicyTest, WithoutAPathNothingIsSaidOfTheIssuer) {
  EXPECT_EQ(Said({.sent = {Leaf().IssuedBy(Issuing()).Build()}, .policy = Allowing("CN=Other")}),
            "not trusted: fail incomplete_chain 0");
  EXPECT_EQ(Said({.sent = {Leaf().Build()}, .policy = Allowing("CN=leaf")}), "not trusted: fail self_signed 0");
}

TEST(ChainJudgePolicyTest, WithoutAPathWhatWasSentIsLookedAt) {
  EXPECT_EQ(Said({.sent = GoodChain(), .policy = Forbidding({Issuing()}), .anchors = {Ca("Other", 7).Build()}}),
            "not trusted: fail incomplete_chain 1, fail forbidden_key 1");
  EXPECT_EQ(Said({.sent = {Leaf().Build()}, .policy = Requiring("serverAuth")}),
            "not trusted: fail self_signed 0, fail extended_key_usage_missing 0");
}

TEST(ChainJudgePolicyTest, ALeafThatIsAnAnchorIsAskedForAllOfIt) {
  const TestCertificate leaf = Leaf().Build();
  EXPECT_EQ(Said({.sent = {leaf}, .policy = Forbidding({leaf}), .anchors = {leaf}}), "trusted: fail forbidden_key 0");
  EXPECT_EQ(Said({.sent = {leaf}, .policy = Allowing("CN=Root"), .anchors = {leaf}}),
            "trusted: fail issuer_not_allowed 0");
  EXPECT_EQ(Said({.sent = {leaf}, .policy = Allowing("CN=leaf"), .anchors = {leaf}}), "trusted: ");
}

}  // namespace
}  // namespace certsweep::pki
