// RevocationLists: the CRLs that were given as files, and what they say of a path (RFC 5280, 6.3). Immutable once
// built, but for a memory of which signatures are good; thread-safe.
#ifndef CERTSWEEP_ENGINE_PKI_REVOCATION_LISTS_H_
#define CERTSWEEP_ENGINE_PKI_REVOCATION_LISTS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "engine/pki/finding.h"
#include "engine/pki/policy.h"
#include "engine/x509/certificate.h"
#include "engine/x509/certificate_revocation_list.h"

namespace certsweep::pki {

class RevocationLists {
 public:
  explicit RevocationLists(std::vector<x509::RevocationListPtr> lists);

  // PEM ("X509 CRL") or DER files. A missing file, one without a CRL, or a CRL that can't be read is NotFound or
  // InvalidArgument with the path.
  static absl::StatusOr<std::shared_ptr<const RevocationLists>> Load(const std::vector<std::string>& paths);

  // `path`: leaf first, anchor last; the anchor itself is not looked up. Findings: revoked; and revocation_unknown
  // where there are CRLs of the issuer, but none of them can be relied on, or too many (`fail` under the rules that
  // demand an answer, `warn` under kPrivate). Where no CRL of the issuer was given: nothing under kPrivate, for nobody
  // asked; else revocation_unknown too.
  Findings Check(std::span<const x509::CertificatePtr> path, Rules rules, int64_t unix_seconds) const;

  size_t size() const { return count_; }

 private:
  struct Answer {
    bool revoked = false;
    bool good = false;
    std::string detail;  // of a revocation, or why it can't be told
  };

  Answer Ask(const x509::Certificate& certificate, const x509::Certificate& issuer, Rules rules,
             int64_t unix_seconds) const;
  std::string WhyUnusable(const x509::CertificateRevocationList& list, const x509::Certificate& issuer, Rules rules,
                          int64_t unix_seconds) const;
  bool IsSignedBy(const x509::CertificateRevocationList& list, const x509::Certificate& issuer) const;

  absl::flat_hash_map<std::string, std::vector<x509::RevocationListPtr>> by_issuer_;
  size_t count_ = 0;
  mutable std::mutex mutex_;
  mutable std::map<std::pair<const x509::CertificateRevocationList*, base::Sha256Digest>, bool> signed_by_;
};

}  // namespace certsweep::pki

#endif  // CERTSWEEP_ENGINE_PKI_REVOCATION_LISTS_H_
