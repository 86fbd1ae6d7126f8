// RsaKeyPool: many different RSA keys for the price of few primes: k primes make k(k-1)/2 moduli. Whoever has two of
// them has both private keys: fit for simulated endpoints and for nothing else. Thread-safe.
#ifndef CERTSWEEP_BENCH_LAB_RSA_KEY_POOL_H_
#define CERTSWEEP_BENCH_LAB_RSA_KEY_POOL_H_

#include <openssl/base.h>

#include <memory>
#include <mutex>
#include <vector>

#include "absl/status/statusor.h"

namespace certsweep::lab {

class RsaKeyPool {
 public:
  ~RsaKeyPool();

  // Makes the primes for at least `wanted` different keys of `bits` bits, but no more than kMaxPrimes primes (496
  // keys).
  static absl::StatusOr<std::unique_ptr<RsaKeyPool>> Create(unsigned bits, int wanted);

  // The same key for the same `rank` (from 0); more than key_count() share. Put together at first use, then kept.
  absl::StatusOr<bssl::UniquePtr<EVP_PKEY>> Key(int rank);
  int key_count() const { return static_cast<int>(keys_.size()); }

 private:
  static constexpr int kMaxPrimes = 32;

  explicit RsaKeyPool(std::vector<bssl::UniquePtr<BIGNUM>> primes);

  const std::vector<bssl::UniquePtr<BIGNUM>> primes_;
  std::mutex mutex_;
  std::vector<bssl::UniquePtr<EVP_PKEY>> keys_;  // by pair of primes; guarded by mutex_
};

}  // namespace certsweep::lab

#endif  // CERTSWEEP_BENCH_LAB_RSA_KEY_POOL_H_
