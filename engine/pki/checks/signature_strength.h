// weak_signature: a signature by a hash that policy does not allow, by default below SHA-256 (RFC 9155 for SHA-1;
// CA/Browser Forum BR 7.1.3.2). Pure functions.
#ifndef CERTSWEEP_ENGINE_PKI_CHECKS_SIGNATURE_STRENGTH_H_
#define CERTSWEEP_ENGINE_PKI_CHECKS_SIGNATURE_STRENGTH_H_

#include "engine/pki/finding.h"
#include "engine/pki/policy.h"
#include "engine/x509/certificate.h"

namespace certsweep::pki {

// Ed25519 and Ed448 are allowed in their own right, and of algorithms that are not known nothing is said. Whoever calls
// it leaves out trust anchors, and self-signed certificates after the leaf: nobody relies on those.
Findings CheckSignatureStrength(const x509::Certificate& certificate, int depth, const Policy& policy);

}  // namespace certsweep::pki

#endif  // CERTSWEEP_ENGINE_PKI_CHECKS_SIGNATURE_STRENGTH_H_
