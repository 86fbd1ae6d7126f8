// AllowedIssuers: which CAs may stand above a leaf: by fingerprint, or by name. Thread-safe once filled.
#ifndef CERTSWEEP_ENGINE_PKI_ALLOWED_ISSUERS_H_
#define CERTSWEEP_ENGINE_PKI_ALLOWED_ISSUERS_H_

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "engine/base/bytes.h"
#include "engine/x509/certificate.h"

namespace certsweep::pki {

class AllowedIssuers {
 public:
  // The SHA-256 of a certificate or of its SubjectPublicKeyInfo, as Sha256FromHex takes it; else a subject as
  // DistinguishedName::text() and the JSON show it ("CN=Corp Issuing CA,O=Corp"), to the letter. InvalidArgument for
  // what is neither, without saying what it was about.
  absl::Status Add(std::string_view text);

  // By fingerprint: nobody else has it.
  bool HasFingerprintOf(const x509::Certificate& issuer) const;
  // By its subject. Anyone can write a name: it counts where somebody who is trusted vouches for it, which is for the
  // caller to know.
  bool HasNameOf(const x509::Certificate& issuer) const;

  size_t size() const { return texts_.size(); }
  // What a finding shows: the first few as they were added, and how many more.
  std::string text() const;

 private:
  std::set<base::Sha256Digest> fingerprints_;
  std::set<std::string, std::less<>> names_;
  std::vector<std::string> texts_;
};

}  // namespace certsweep::pki

#endif  // CERTSWEEP_ENGINE_PKI_ALLOWED_ISSUERS_H_
