// How much a verification does, whatever it is given.

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "engine/pki/chain_verifier.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/pki/verification.h"

namespace certsweep::pki {
namespace {

using test::CertificateBuilder;
using test::kTestTime;
using test::TestCertificate;

TEST(ChainVerifierWorkTest, ManyNamesakesOfTheIssuerExhaustTheBudgetAndNoMore) {
  std::vector<TestCertificate> namesakes;
  for (int i = 0; i < 80; ++i) namesakes.push_back(Ca("Issuing", 100 + i).IssuedBy(Root()).Build());
  const TestCertificate leaf = Leaf().IssuedBy(Issuing()).Build();
  const VerifyResult result = Verify({leaf}, {.intermediates = namesakes});
  EXPECT_EQ(FindingsText(result.findings), "fail budget_exhausted");
  EXPECT_EQ(result.signature_checks, 65);
  EXPECT_EQ(result.candidates, 66) << "and no other search is begun";
  EXPECT_FALSE(result.verified);
  EXPECT_EQ(PathText(result.best), "sent CN=leaf");
  // As many as were sent are always looked at.
  std::vector<TestCertificate> sent = {leaf};
  sent.insert(sent.end(), namesakes.begin(), namesakes.end());
  sent.push_back(Issuing());
  EXPECT_EQ(Outcome(sent), "sent CN=leaf, sent CN=Issuing, anchor CN=Root");
}

TEST(ChainVerifierWorkTest, AMeshOfCasEndsWithinTheBudget) {
  // Every one of ten CAs is signed by all the others.
  std::vector<TestCertificate> sent = {Leaf().IssuerName(test::CommonName("ca0")).SignedBy(CaKey(100)).Build()};
  for (int subject = 0; subject < 10; ++subject) {
    for (int issuer = 0; issuer < 10; ++issuer) {
      if (issuer == subject || sent.size() == 91) continue;
      sent.push_back(Ca("ca" + std::to_string(subject), 100 + subject)
                         .IssuerName(test::CommonName("ca" + std::to_string(issuer)))
                         .SignedBy(CaKey(100 + issuer))
                         .Build());
    }
  }
  const VerifyResult result = Verify(sent);
  EXPECT_EQ(FindingsText(result.findings), "fail budget_exhausted");
  EXPECT_LE(result.candidates, 2000);
  EXPECT_LE(result.signature_checks, 91 + 64);
}

TEST(ChainVerifierWorkTest, ManyNamesAgainstManyConstraintsEndWithinTheBudget) {
  std::vector<std::string> excluded;
  for (int i = 0; i < 1000; ++i) excluded.push_back(test::DnsName("x" + std::to_string(i) + ".example"));
  const TestCertificate constrained = Ca("Constrained", 3).NameConstraints({}, excluded).IssuedBy(Root()).Build();
  CertificateBuilder leaf = Leaf();
  for (int i = 0; i < 1000; ++i) leaf.Dns("y" + std::to_string(i) + ".example");
  const VerifyResult result = Verify({leaf.IssuedBy(constrained).Build(), constrained});
  EXPECT_EQ(FindingsText(result.findings), "fail budget_exhausted");
  EXPECT_EQ(result.name_comparisons, 250000);
  EXPECT_FALSE(result.verified);
}

TEST(ChainVerifierWorkTest, LargeRsaKeysCostAsMuchAsTheyTake) {
  const auto checks_by = [](int bits) {
    const TestCertificate issuer =
        CertificateBuilder("Large").Key(test::TestKey::OfSpki(test::RsaSpki(bits))).Ca().IssuedBy(Root()).Build();
    return Verify({Leaf().IssuerName(issuer.subject).RawSignature(std::string(512, 'x')).Build(), issuer})
        .signature_checks;
  };
  EXPECT_EQ(checks_by(2048), 1);
  EXPECT_EQ(checks_by(4096), 1);
  EXPECT_EQ(checks_by(4097), 4) << "twice as long, four times the work";
  EXPECT_EQ(checks_by(16384), 16);
  EXPECT_EQ(checks_by(20000), 1) << "beyond what is computed with at all";
}

TEST(ChainVerifierWorkTest, WhatEndpointsShareIsRememberedAndTheirLeavesAreNot) {
  const ChainVerifier verifier = Verifier({});
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(verifier.Verify(Parsed({Leaf().IssuedBy(Issuing()).Build(), Issuing()}), kTestTime).verified);
    EXPECT_EQ(verifier.cached_signatures(), 1u);
  }
}

TEST(ChainVerifierWorkTest, PoliciesCountAsComparisonsWhereSomebodyDemandsOne) {
  const auto issuing = [](bool demanding) {
    test::CertificateBuilder builder = Ca("Issuing", 2).Policies({"1.2.3", "1.2.4"}).IssuedBy(Root());
    builder.PolicyMappings({{"1.2.3", "1.2.5"}});
    if (demanding) builder.PolicyConstraints(0, std::nullopt);
    return builder.Build();
  };
  const auto verify = [&](bool demanding, int comparisons) {
    const TestCertificate ca = issuing(demanding);
    return Verify({Leaf().Policies({"1.2.5"}).IssuedBy(ca).Build(), ca}, {.budget = {.name_comparisons = comparisons}});
  };
  EXPECT_EQ(verify(true, 100).name_comparisons, 4) << "three policies and a mapping";
  EXPECT_TRUE(verify(true, 4).verified);
  EXPECT_EQ(FindingsText(verify(true, 3).findings), "fail budget_exhausted");
  EXPECT_EQ(verify(false, 100).name_comparisons, 0);
  EXPECT_TRUE(verify(false, 0).verified);
}

TEST(ChainVerifierWorkTest, TheBudgetIsTheCallers) {
  const TestCertificate leaf = Leaf().IssuedBy(Issuing()).Build();
  const World none = {.budget = {.signature_checks_beyond_sent = -2}};
  EXPECT_EQ(FindingsText(Verify({leaf, Issuing()}, none).findings), "fail budget_exhausted");
  EXPECT_EQ(FindingsText(Verify({leaf, Issuing()}, {.budget = {.candidates = 1}}).findings), "fail budget_exhausted");
}

TEST(ChainVerifierWorkTest, PathsHaveALengthThatNoCaNeeds) {
  const TestCertificate leaf = Leaf().IssuedBy(Issuing()).Build();
  EXPECT_EQ(FindingsText(Verify({leaf, Issuing()}, {.budget = {.path_certificates = 2}}).findings),
            "fail budget_exhausted");
  EXPECT_TRUE(Verify({leaf, Issuing()}, {.budget = {.path_certificates = 3}}).verified);
  std::vector<TestCertificate> tower = {Root()};
  for (int i = 0; i < 80; ++i) tower.push_back(Ca("CA " + std::to_string(i), 100 + i).IssuedBy(tower.back()).Build());
  tower.push_back(Leaf().IssuedBy(tower.back()).Build());
  std::reverse(tower.begin(), tower.end());
  EXPECT_EQ(Outcome(tower), "fail budget_exhausted");
}

TEST(ChainVerifierWorkTest, TheSameQuestionHasTheSameAnswerAndCost) {
  const ChainVerifier verifier = Verifier({});
  const auto sent = Parsed({Leaf().IssuedBy(Issuing()).Build(), Issuing()});
  const VerifyResult first = verifier.Verify(sent, kTestTime), second = verifier.Verify(sent, kTestTime);
  EXPECT_EQ(PathText(first.best), PathText(second.best));
  EXPECT_EQ(first.signature_checks, second.signature_checks) << "whether a cache helped or not";
  EXPECT_EQ(first.candidates, second.candidates);
}

TEST(ChainVerifierWorkTest, WhatOneEndpointSentDoesNotHelpAnother) {
  const ChainVerifier verifier = Verifier({});
  const TestCertificate leaf = Leaf().IssuedBy(Issuing()).Build();
  EXPECT_TRUE(verifier.Verify(Parsed({leaf, Issuing()}), kTestTime).verified);
  EXPECT_EQ(Outcome(verifier.Verify(Parsed({leaf}), kTestTime)), "fail incomplete_chain 0");
}

TEST(ChainVerifierWorkTest, ThreadsMayVerifyAtOnce) {
  const ChainVerifier verifier = Verifier({});
  const auto good = Parsed({Leaf().IssuedBy(Issuing()).Build(), Issuing()});
  const auto bad = Parsed({Leaf().IssuedBy(Issuing()).TamperedSignature().Build(), Issuing()});
  std::vector<char> right(4, 1);
  std::vector<std::thread> threads;
  for (char& ok : right) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) {
        if (!verifier.Verify(good, kTestTime).verified || verifier.Verify(bad, kTestTime).verified) ok = 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(right, testing::Each(1));
}

}  // namespace
}  // namespace certsweep::pki
