// Puts what a CA handed out into the order of a TLS Certificate message (RFC 8446, 4.4.2): the leaf, then each issuer.
// Thread-safe: pure functions.
#ifndef CERTSWEEP_REPLACER_BUNDLE_CERTIFICATE_ORDER_H_
#define CERTSWEEP_REPLACER_BUNDLE_CERTIFICATE_ORDER_H_

#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/x509/certificate.h"
#include "engine/x509/private_key.h"

namespace certsweep::replacer {

struct OrderedCertificates {
  x509::CertificatePtr leaf;
  std::vector<x509::CertificatePtr> intermediates;  // the leaf's issuer first
  x509::CertificatePtr root;                        // the self-signed end of the chain; null where it was not there
  std::vector<std::string> notices;                 // what was dropped, and why
};

// Whether `issuer` signed `subject`: by name and by signature.
bool IsIssuerOf(const x509::Certificate& issuer, const x509::Certificate& subject);

// The leaf is the one whose key fits `key`; of several the one that no certificate here made itself (not self-signed)
// and that is valid longest. What leads from it to a root follows by issuance, a root before a cross-signed certificate
// of the same key. Duplicates are dropped; so is what leads nowhere, which is told. InvalidArgument where no key fits.
absl::StatusOr<OrderedCertificates> OrderCertificates(const x509::PrivateKey& key,
                                                      std::span<const x509::CertificatePtr> certificates);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_BUNDLE_CERTIFICATE_ORDER_H_
