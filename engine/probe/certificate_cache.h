// CertificateCache: certificates that many endpoints send (intermediates) are parsed once. Bounded. Thread-safe.
#ifndef CERTSWEEP_ENGINE_PROBE_CERTIFICATE_CACHE_H_
#define CERTSWEEP_ENGINE_PROBE_CERTIFICATE_CACHE_H_

#include <shared_mutex>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "engine/base/bytes.h"
#include "engine/x509/certificate.h"

namespace certsweep::probe {

class CertificateCache {
 public:
  // x509::Certificate::Parse, or what it said of the same bytes before. Failures are not kept.
  absl::StatusOr<x509::CertificatePtr> Parse(base::Bytes der);
  size_t size() const;

 private:
  mutable std::shared_mutex mutex_;
  absl::flat_hash_map<std::string, x509::CertificatePtr> by_der_;
};

}  // namespace certsweep::probe

#endif  // CERTSWEEP_ENGINE_PROBE_CERTIFICATE_CACHE_H_
