// LabPki: the lab's root, its CAs, and the certificate and key of every endpoint. Root -> Issuing CA -> leaf; a second
// issuing CA signs with SHA-1; a root that nobody trusts issues for LabKind::kUnknownRoot.
// Leaves are made when first asked for: an estate of 100,000 starts at once. An ECDSA key belongs to one endpoint
// alone, an RSA key up to 496 endpoints of a size; those as shipped from the factory share one key, as they do in life.
// Thread-safe.
#ifndef CERTSWEEP_BENCH_LAB_LAB_PKI_H_
#define CERTSWEEP_BENCH_LAB_LAB_PKI_H_

#include <openssl/base.h>

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "bench/lab/certificate_maker.h"
#include "bench/lab/lab_kinds.h"
#include "bench/lab/rsa_key_pool.h"
#include "engine/base/ip_address.h"
#include "engine/base/secret_text.h"

namespace certsweep::lab {

// What an endpoint serves.
struct Credentials {
  std::vector<bssl::UniquePtr<CRYPTO_BUFFER>> chain;  // leaf first
  bssl::UniquePtr<EVP_PKEY> key;
};

class LabPki {
 public:
  // `kinds`: of all endpoints, by index. `now`: what "expired a week ago" counts from, in seconds since 1970.
  static absl::StatusOr<std::unique_ptr<LabPki>> Create(const std::vector<LabKind>& kinds, int64_t now);

  // The same certificate and key each time. REQUIRES: 0 <= index < kinds.size(), and always the same host and address.
  absl::StatusOr<Credentials> CredentialsOf(int index, const std::string& host, const base::IpAddress& address);

  std::string TrustPem() const;
  // The CA that issues the good certificates: its certificate and its private key. Internal where BoringSSL fails.
  std::string IssuingPem() const;
  absl::StatusOr<base::SecretText> IssuingKeyPem() const;

 private:
  struct Authority {
    std::string name;
    bssl::UniquePtr<EVP_PKEY> key;
    bssl::UniquePtr<CRYPTO_BUFFER> certificate;
  };

  LabPki(const std::vector<LabKind>& kinds, int64_t now);

  absl::Status MakeAuthorities();
  absl::Status MakeKeys();
  // Certified by `issuer`, or by itself where that is null.
  absl::Status MakeAuthority(Authority& authority, std::string name, bssl::UniquePtr<EVP_PKEY> key,
                             const Authority* issuer);
  absl::StatusOr<bssl::UniquePtr<EVP_PKEY>> KeyOf(int index);
  absl::StatusOr<bssl::UniquePtr<EVP_PKEY>> EcdsaKeyOf(int index) const;
  absl::StatusOr<bssl::UniquePtr<CRYPTO_BUFFER>> LeafOf(int index, const std::string& host,
                                                        const base::IpAddress& address, EVP_PKEY* key);
  CertificateSpec SpecOf(int index, const std::string& host, const base::IpAddress& address, EVP_PKEY* key) const;
  const Authority& IssuerOf(LabKind kind) const;

  const std::vector<LabKind> kinds_;
  const int64_t now_;
  std::vector<int> rsa_ranks_;        // of an RSA endpoint: how many of its key size come before it
  std::array<uint8_t, 32> secret_{};  // ECDSA keys derive from it
  std::unique_ptr<RsaKeyPool> rsa_2048_;
  std::unique_ptr<RsaKeyPool> rsa_1024_;
  bssl::UniquePtr<EVP_PKEY> factory_key_;
  Authority root_;
  Authority issuing_;
  Authority sha1_issuing_;  // without a certificate where no endpoint needs it
  Authority unknown_root_;
  std::array<std::mutex, 64> leaf_mutexes_;  // leaf i by number i mod 64
  std::vector<bssl::UniquePtr<CRYPTO_BUFFER>> leaves_;
};

}  // namespace certsweep::lab

#endif  // CERTSWEEP_BENCH_LAB_LAB_PKI_H_
