// weak_key: NIST SP 800-57 part 1, table 2 (112 bits); RSA numbers: RFC 8017, 3.1. Pure functions.
#ifndef CERTSWEEP_ENGINE_PKI_CHECKS_KEY_STRENGTH_H_
#define CERTSWEEP_ENGINE_PKI_CHECKS_KEY_STRENGTH_H_

#include "engine/pki/finding.h"
#include "engine/pki/policy.h"
#include "engine/x509/certificate.h"

namespace certsweep::pki {

// RSA below the policy, or with an even or tiny exponent; EC below the policy; any DSA; a type that the policy does not
// list, where it has a list.
Findings CheckKeyStrength(const x509::Certificate& certificate, int depth, const Policy& policy);

}  // namespace certsweep::pki

#endif  // CERTSWEEP_ENGINE_PKI_CHECKS_KEY_STRENGTH_H_
