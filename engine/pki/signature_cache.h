// SignatureCache: signatures on intermediates that thousands of endpoints send are checked once. Bounded. Thread-safe.
// A hit is what the check would say: a result never depends on what is in it.
#ifndef CERTSWEEP_ENGINE_PKI_SIGNATURE_CACHE_H_
#define CERTSWEEP_ENGINE_PKI_SIGNATURE_CACHE_H_

#include <cstddef>
#include <shared_mutex>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "engine/x509/certificate.h"

namespace certsweep::pki {

class SignatureCache {
 public:
  // `max_entries` 0: nothing is kept.
  explicit SignatureCache(size_t max_entries = 4096) : max_entries_(max_entries) {}

  // x509::CheckSignature(subject, issuer.public_key()), or what it said before for the same certificate and key.
  x509::SignatureCheck Check(const x509::Certificate& subject, const x509::Certificate& issuer);
  size_t size() const;

 private:
  const size_t max_entries_;
  mutable std::shared_mutex mutex_;
  // By SHA-256 of the certificate and of the issuer's SubjectPublicKeyInfo.
  absl::flat_hash_map<std::string, x509::SignatureCheck> results_;
};

}  // namespace certsweep::pki

#endif  // CERTSWEEP_ENGINE_PKI_SIGNATURE_CACHE_H_
