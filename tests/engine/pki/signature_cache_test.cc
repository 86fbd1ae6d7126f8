#include "engine/pki/signature_cache.h"

#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/pki/chains.h"

namespace certsweep::pki {
namespace {

using x509::SignatureCheck;

TEST(SignatureCacheTest, SaysWhatTheCheckSays) {
  const auto root = Root().Parse(), issuing = Issuing().Parse(), other = Ca("Root", 9).Build().Parse();
  const auto tampered = Ca("Issuing", 2).IssuedBy(Root()).TamperedSignature().Build().Parse();
  SignatureCache cache;
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(cache.Check(*issuing, *root), SignatureCheck::kValid);
    EXPECT_EQ(cache.Check(*issuing, *other), SignatureCheck::kInvalid);
    EXPECT_EQ(cache.Check(*tampered, *root), SignatureCheck::kInvalid);
    EXPECT_EQ(cache.size(), 3u);
  }
}

TEST(SignatureCacheTest, ACertificateOfTheSameKeyIsTheSameQuestion) {
  SignatureCache cache;
  const auto issuing = Issuing().Parse();
  EXPECT_EQ(cache.Check(*issuing, *Root().Parse()), SignatureCheck::kValid);
  EXPECT_EQ(cache.Check(*Issuing().Parse(), *Ca("Root", 1).Build().Parse()), SignatureCheck::kValid);
  EXPECT_EQ(cache.size(), 1u);
}

TEST(SignatureCacheTest, NeverGrowsBeyondItsLimit) {
  SignatureCache cache(3);
  const auto root = Root().Parse();
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(cache.Check(*Ca("CA", 20 + i).IssuedBy(Root()).Build().Parse(), *root), SignatureCheck::kValid);
    EXPECT_LE(cache.size(), 3u);
  }
  SignatureCache none(0);
  EXPECT_EQ(none.Check(*Issuing().Parse(), *root), SignatureCheck::kValid);
  EXPECT_EQ(none.size(), 0u);
}

TEST(SignatureCacheTest, ThreadsMayAskAtOnce) {
  SignatureCache cache(2);
  const auto root = Root().Parse();
  std::vector<x509::CertificatePtr> certificates;
  for (int i = 0; i < 4; ++i) certificates.push_back(Ca("CA", 20 + i).IssuedBy(Root()).Build().Parse());
  std::vector<char> right(4, 1);
  std::vector<std::thread> threads;
  for (char& ok : right) {
    threads.emplace_back([&] {
      for (int i = 0; i < 100; ++i) {
        if (cache.Check(*certificates[static_cast<size_t>(i % 4)], *root) != SignatureCheck::kValid) ok = 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(right, testing::Each(1));
}

}  // namespace
}  // namespace certsweep::pki
