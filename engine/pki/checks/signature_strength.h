// weak_signature: a signature by a hash below SHA-256 (RFC 9155 for SHA-1; CA/Browser Forum BR 7.1.3.2). Pure
// functions.
#ifndef CERTSWEEP_ENGINE_PKI_CHECKS_SIGNATURE_STRENGTH_H_
#define CERTSWEEP_ENGINE_PKI_CHECKS_SIGNATURE_STRENGTH_H_

#include "engine/pki/finding.h"
#include "engine/x509/certificate.h"

namespace certsweep::pki {

// Whoever calls it leaves out trust anchors, and self-signed certificates after the leaf: nobody relies on those.
Findings CheckSignatureStrength(const x509::Certificate& certificate, int depth);

}  // namespace certsweep::pki

#endif  // CERTSWEEP_ENGINE_PKI_CHECKS_SIGNATURE_STRENGTH_H_
