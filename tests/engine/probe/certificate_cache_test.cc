#include "engine/probe/certificate_cache.h"

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "tests/support/test_certificates.h"

namespace certsweep::probe {
namespace {

using test::CertificateBuilder;

std::string DerOf(int number) { return CertificateBuilder("CA " + std::to_string(number)).Ca().Build().der; }

TEST(CertificateCacheTest, EqualBytesAreOneCertificate) {
  CertificateCache cache;
  const std::string der = DerOf(1);
  const auto first = cache.Parse(base::AsBytes(der));
  const auto again = cache.Parse(base::AsBytes(std::string(der)));
  ASSERT_TRUE(first.ok() && again.ok());
  EXPECT_EQ(first->get(), again->get());
  EXPECT_EQ(base::AsText((*first)->der()), der);
  EXPECT_NE((*cache.Parse(base::AsBytes(DerOf(2)))).get(), first->get());
  EXPECT_EQ(cache.size(), 2u);
}

TEST(CertificateCacheTest, WhatCantBeParsedIsNotKept) {
  CertificateCache cache;
  EXPECT_FALSE(cache.Parse(base::AsBytes("no certificate")).ok());
  EXPECT_FALSE(cache.Parse({}).ok());
  EXPECT_EQ(cache.size(), 0u);
}

TEST(CertificateCacheTest, ALargeOneIsParsedAndNotKept) {
  CertificateBuilder large("large");
  for (int i = 0; i < 1000; ++i) large.Dns("host-" + std::to_string(i) + ".example");
  const std::string der = large.Build().der;
  CertificateCache cache;
  EXPECT_TRUE(cache.Parse(base::AsBytes(der)).ok());
  EXPECT_EQ(cache.size(), 0u);
}

// A peer may send a new one each time.
TEST(CertificateCacheTest, ItIsBounded) {
  CertificateCache cache;
  CertificateBuilder builder("CA");
  size_t most = 0;
  for (int i = 0; i < 2000; ++i) {
    const auto parsed = cache.Parse(base::AsBytes(builder.Serial(static_cast<uint64_t>(i) + 1).Build().der));
    ASSERT_TRUE(parsed.ok());
    most = std::max(most, cache.size());
  }
  EXPECT_LE(most, 512u);
  EXPECT_GT(most, 100u);
}

TEST(CertificateCacheTest, ThreadsShareIt) {
  CertificateCache cache;
  std::vector<std::string> ders;
  for (int i = 0; i < 20; ++i) ders.push_back(DerOf(i));
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&] {
      for (int i = 0; i < 2000; ++i) {
        const std::string& der = ders[static_cast<size_t>(i) % ders.size()];
        const auto parsed = cache.Parse(base::AsBytes(der));
        ASSERT_TRUE(parsed.ok());
        ASSERT_EQ(base::AsText((*parsed)->der()), der);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(cache.size(), ders.size());
}

}  // namespace
}  // namespace certsweep::probe
