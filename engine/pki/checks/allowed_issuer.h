// issuer_not_allowed: policy, off by default (whose certificates are accepted is the relying party's choice: RFC 5280,
// 6.1.1). Pure functions.
#ifndef CERTSWEEP_ENGINE_PKI_CHECKS_ALLOWED_ISSUER_H_
#define CERTSWEEP_ENGINE_PKI_CHECKS_ALLOWED_ISSUER_H_

#include <span>

#include "engine/pki/finding.h"
#include "engine/pki/policy.h"
#include "engine/x509/certificate.h"

namespace certsweep::pki {

// Whether an allowed issuer is above the leaf. `path`: leaf first, each signed by the next one's key, ending in a trust
// anchor; one certificate where the leaf itself is the anchor, which then has to be allowed. `path_findings`: what path
// validation has against it.
//
// A fingerprint counts wherever it is found. The name of an anchor counts, for the user vouches for it; that of a CA
// below counts only if nothing is wrong with it nor with anything above it, or a certificate that is no CA's could
// bring forth an "issuer" of any name. What is wrong below it says nothing of its name.
Findings CheckAllowedIssuer(std::span<const x509::Certificate* const> path, const Findings& path_findings,
                            const Policy& policy);

}  // namespace certsweep::pki

#endif  // CERTSWEEP_ENGINE_PKI_CHECKS_ALLOWED_ISSUER_H_
