#include "bench/lab/rsa_key_pool.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <array>

namespace certsweep::lab {
namespace {

constexpr unsigned kBits = 1024;

std::unique_ptr<RsaKeyPool> Pool(int wanted) {
  absl::StatusOr<std::unique_ptr<RsaKeyPool>> pool = RsaKeyPool::Create(kBits, wanted);
  EXPECT_TRUE(pool.ok()) << pool.status();
  return *std::move(pool);
}

TEST(RsaKeyPool, KeysAreSoundAndDiffer) {
  const std::unique_ptr<RsaKeyPool> pool = Pool(10);
  ASSERT_EQ(pool->key_count(), 10);
  std::vector<bssl::UniquePtr<EVP_PKEY>> keys;
  for (int rank = 0; rank < 10; ++rank) {
    keys.push_back(*pool->Key(rank));
    const RSA* rsa = EVP_PKEY_get0_RSA(keys.back().get());
    EXPECT_EQ(RSA_bits(rsa), kBits);
    EXPECT_EQ(RSA_check_key(rsa), 1);
    for (int earlier = 0; earlier < rank; ++earlier) {
      EXPECT_EQ(EVP_PKEY_cmp(keys.back().get(), keys[static_cast<size_t>(earlier)].get()), 0);
    }
  }
}

TEST(RsaKeyPool, SameRankSameKey) {
  const std::unique_ptr<RsaKeyPool> pool = Pool(3);
  EXPECT_EQ(EVP_PKEY_cmp(pool->Key(2)->get(), pool->Key(2)->get()), 1);
  EXPECT_EQ(EVP_PKEY_cmp(pool->Key(2)->get(), pool->Key(2 + pool->key_count())->get()), 1);
}

TEST(RsaKeyPool, MakesNoMorePrimesThanNeeded) {
  EXPECT_EQ(Pool(1)->key_count(), 1);
  EXPECT_EQ(Pool(4)->key_count(), 6);
}

TEST(RsaKeyPool, SignsAndVerifies) {
  const std::unique_ptr<RsaKeyPool> pool = Pool(1);
  const bssl::UniquePtr<EVP_PKEY> key = *pool->Key(0);
  const std::array<uint8_t, 3> message = {1, 2, 3};
  std::array<uint8_t, kBits / 8> signature;
  size_t size = signature.size();
  bssl::ScopedEVP_MD_CTX signing, verifying;
  ASSERT_TRUE(EVP_DigestSignInit(signing.get(), nullptr, EVP_sha256(), nullptr, key.get()));
  ASSERT_TRUE(EVP_DigestSign(signing.get(), signature.data(), &size, message.data(), message.size()));
  ASSERT_TRUE(EVP_DigestVerifyInit(verifying.get(), nullptr, EVP_sha256(), nullptr, key.get()));
  EXPECT_TRUE(EVP_DigestVerify(verifying.get(), signature.data(), size, message.data(), message.size()));
}

}  // namespace
}  // namespace certsweep::lab
