// weak_key under the web's rules: keys of a kind that they forbid, also in a trust anchor (CA/Browser Forum BR 6.1.5).
// Pure functions.
#ifndef CERTSWEEP_ENGINE_PKI_CHECKS_WEBPKI_KEY_H_
#define CERTSWEEP_ENGINE_PKI_CHECKS_WEBPKI_KEY_H_

#include "engine/pki/finding.h"
#include "engine/x509/certificate.h"

namespace certsweep::pki {

// RSA below 2048 bits or of a size that is no multiple of 8; EC on another curve than P-256, P-384, P-521; any
// other kind of key.
Findings CheckWebPkiKey(const x509::Certificate& certificate, int depth);

}  // namespace certsweep::pki

#endif  // CERTSWEEP_ENGINE_PKI_CHECKS_WEBPKI_KEY_H_
