// TrustAnchors: the certificates that a path may end in. Immutable once built; thread-safe.
#ifndef CERTSWEEP_ENGINE_PKI_TRUST_ANCHORS_H_
#define CERTSWEEP_ENGINE_PKI_TRUST_ANCHORS_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "engine/x509/certificate.h"

namespace certsweep::pki {

class TrustAnchors {
 public:
  TrustAnchors() = default;
  explicit TrustAnchors(std::vector<x509::CertificatePtr> certificates);

  // Each source is a PEM or DER file, a folder of them, or "system" (Debian's /etc/ssl/certs/ca-certificates.crt, else
  // the usual places). A missing or unreadable file, one without any certificate, or an unreadable certificate is
  // InvalidArgument or NotFound with the path (and line). Certificates on two lists count once.
  static absl::StatusOr<std::shared_ptr<const TrustAnchors>> Load(const std::vector<std::string>& sources);

  size_t size() const { return by_hash_.size(); }
  bool Contains(const x509::Certificate& certificate) const;
  // Anchors whose subject is `name` (normalised), in a stable order. Valid as long as this object.
  const std::vector<x509::CertificatePtr>& FindBySubject(const std::string& normalized_name) const;

 private:
  absl::flat_hash_map<std::string, std::vector<x509::CertificatePtr>> by_subject_;
  absl::flat_hash_set<std::string> by_hash_;
};

// Certificates of a PEM (or DER) file, as for --intermediates: an error names the file. No certificate in it is an
// error.
absl::StatusOr<std::vector<x509::CertificatePtr>> LoadCertificates(const std::string& path);

}  // namespace certsweep::pki

#endif  // CERTSWEEP_ENGINE_PKI_TRUST_ANCHORS_H_
