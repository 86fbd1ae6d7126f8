// CertificateRole: what place a certificate has in a path, which decides what is asked of it.
#ifndef CERTSWEEP_ENGINE_PKI_CERTIFICATE_ROLE_H_
#define CERTSWEEP_ENGINE_PKI_CERTIFICATE_ROLE_H_

#include <cstdint>

namespace certsweep::pki {

enum class CertificateRole : uint8_t {
  kLeaf,
  kAnchorAsLeaf,  // the leaf is itself a trust anchor
  kIssuer,
  kAnchor,
  kBystander,  // sent, but in no path: nobody relies on it
};

inline bool IsLeafRole(CertificateRole role) {
  return role == CertificateRole::kLeaf || role == CertificateRole::kAnchorAsLeaf;
}
inline bool IsAnchorRole(CertificateRole role) {
  return role == CertificateRole::kAnchor || role == CertificateRole::kAnchorAsLeaf;
}
// Issued the one below it.
inline bool IsIssuerRole(CertificateRole role) {
  return role == CertificateRole::kIssuer || role == CertificateRole::kAnchor;
}

}  // namespace certsweep::pki

#endif  // CERTSWEEP_ENGINE_PKI_CERTIFICATE_ROLE_H_
