// forbidden_key: policy, off by default (CA/Browser Forum BR 6.1.1.3: keys known to be weak or compromised). Pure
// functions.
#ifndef CERTSWEEP_ENGINE_PKI_CHECKS_FORBIDDEN_KEY_H_
#define CERTSWEEP_ENGINE_PKI_CHECKS_FORBIDDEN_KEY_H_

#include "engine/pki/finding.h"
#include "engine/pki/policy.h"
#include "engine/x509/certificate.h"

namespace certsweep::pki {

// Whoever has a key that others know too is not who it says it is, wherever in a path: anchors are asked as well.
Findings CheckForbiddenKey(const x509::Certificate& certificate, int depth, const Policy& policy);

}  // namespace certsweep::pki

#endif  // CERTSWEEP_ENGINE_PKI_CHECKS_FORBIDDEN_KEY_H_
