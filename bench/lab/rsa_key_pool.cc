#include "bench/lab/rsa_key_pool.h"

#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <utility>

#include "engine/base/boringssl_error.h"

namespace certsweep::lab {

namespace {

using BigNumber = bssl::UniquePtr<BIGNUM>;

size_t PairCount(size_t primes) { return primes * (primes - 1) / 2; }

// Of two different primes (i < j) the pairs in the order 01, 02, 12, 03, 13, 23, ...
std::pair<size_t, size_t> PairAt(size_t index) {
  size_t larger = 1;
  while (index >= larger) index -= larger++;
  return {index, larger};
}

bool DiffersFromAll(const BigNumber& prime, const std::vector<BigNumber>& primes) {
  for (const BigNumber& other : primes) {
    if (BN_cmp(prime.get(), other.get()) == 0) return false;
  }
  return true;
}

absl::StatusOr<BigNumber> MakePrime(unsigned bits, const std::vector<BigNumber>& others) {
  while (true) {
    BigNumber prime(BN_new());
    if (!prime || !BN_generate_prime_ex(prime.get(), static_cast<int>(bits), 0, nullptr, nullptr, nullptr)) {
      return base::BoringSslStatus("prime of an RSA key");
    }
    // 65537 is prime: it must not divide p - 1. The top two bits are set, so a product has twice the bits.
    if (BN_mod_word(prime.get(), RSA_F4) != 1 && DiffersFromAll(prime, others)) return prime;
  }
}

struct PrivateParts {
  BigNumber n{BN_new()}, e{BN_new()}, d{BN_new()}, p, q, dmp1{BN_new()}, dmq1{BN_new()}, iqmp{BN_new()};
};

// Everything that follows from p and q. REQUIRES: p > q.
bool Complete(PrivateParts& parts) {
  bssl::UniquePtr<BN_CTX> context(BN_CTX_new());
  BigNumber p1(BN_dup(parts.p.get())), q1(BN_dup(parts.q.get())), phi(BN_new());
  return context && p1 && q1 && phi && BN_set_word(parts.e.get(), RSA_F4) && BN_sub_word(p1.get(), 1) &&
         BN_sub_word(q1.get(), 1) && BN_mul(parts.n.get(), parts.p.get(), parts.q.get(), context.get()) &&
         BN_mul(phi.get(), p1.get(), q1.get(), context.get()) &&
         BN_mod_inverse(parts.d.get(), parts.e.get(), phi.get(), context.get()) != nullptr &&
         BN_mod(parts.dmp1.get(), parts.d.get(), p1.get(), context.get()) &&
         BN_mod(parts.dmq1.get(), parts.d.get(), q1.get(), context.get()) &&
         BN_mod_inverse(parts.iqmp.get(), parts.q.get(), parts.p.get(), context.get()) != nullptr;
}

// Hands the parts over to `rsa`.
bool Give(PrivateParts parts, RSA* rsa) {
  if (!RSA_set0_key(rsa, parts.n.get(), parts.e.get(), parts.d.get())) return false;
  parts.n.release(), parts.e.release(), parts.d.release();
  if (!RSA_set0_factors(rsa, parts.p.get(), parts.q.get())) return false;
  parts.p.release(), parts.q.release();
  if (!RSA_set0_crt_params(rsa, parts.dmp1.get(), parts.dmq1.get(), parts.iqmp.get())) return false;
  parts.dmp1.release(), parts.dmq1.release(), parts.iqmp.release();
  return true;
}

absl::StatusOr<bssl::UniquePtr<EVP_PKEY>> MakeKey(const BIGNUM* a, const BIGNUM* b) {
  PrivateParts parts;
  const bool a_is_larger = BN_cmp(a, b) > 0;
  parts.p.reset(BN_dup(a_is_larger ? a : b));
  parts.q.reset(BN_dup(a_is_larger ? b : a));
  bssl::UniquePtr<RSA> rsa(RSA_new());
  bssl::UniquePtr<EVP_PKEY> key(EVP_PKEY_new());
  if (!parts.p || !parts.q || !rsa || !key || !Complete(parts) || !Give(std::move(parts), rsa.get()) ||
      !EVP_PKEY_set1_RSA(key.get(), rsa.get())) {
    return base::BoringSslStatus("RSA key");
  }
  return key;
}

}  // namespace

RsaKeyPool::RsaKeyPool(std::vector<BigNumber> primes) : primes_(std::move(primes)), keys_(PairCount(primes_.size())) {}

RsaKeyPool::~RsaKeyPool() = default;

absl::StatusOr<std::unique_ptr<RsaKeyPool>> RsaKeyPool::Create(unsigned bits, int wanted) {
  std::vector<BigNumber> primes;
  while (primes.size() < 2 || (primes.size() < kMaxPrimes && PairCount(primes.size()) < static_cast<size_t>(wanted))) {
    absl::StatusOr<BigNumber> prime = MakePrime(bits / 2, primes);
    if (!prime.ok()) return prime.status();
    primes.push_back(*std::move(prime));
  }
  return std::unique_ptr<RsaKeyPool>(new RsaKeyPool(std::move(primes)));
}

absl::StatusOr<bssl::UniquePtr<EVP_PKEY>> RsaKeyPool::Key(int rank) {
  const std::lock_guard lock(mutex_);
  const size_t index = static_cast<size_t>(rank) % keys_.size();
  if (!keys_[index]) {
    const auto [i, j] = PairAt(index);
    absl::StatusOr<bssl::UniquePtr<EVP_PKEY>> key = MakeKey(primes_[i].get(), primes_[j].get());
    if (!key.ok()) return key.status();
    keys_[index] = *std::move(key);
  }
  return bssl::UpRef(keys_[index]);
}

}  // namespace certsweep::lab
