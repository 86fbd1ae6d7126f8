// certificate_policy_violation: certificate policies where a certificate of the path demands one (RFC 5280, 6.1, with
// any-policy as the user's initial set). Pure functions.
#ifndef CERTSWEEP_ENGINE_PKI_CHECKS_CERTIFICATE_POLICIES_H_
#define CERTSWEEP_ENGINE_PKI_CHECKS_CERTIFICATE_POLICIES_H_

#include <span>

#include "engine/pki/finding.h"
#include "engine/x509/certificate.h"

namespace certsweep::pki {

// `path`: leaf first, without the trust anchor, whose extensions are no input of 6.1. Not empty.
Findings CheckCertificatePolicies(std::span<const x509::Certificate* const> path);

}  // namespace certsweep::pki

#endif  // CERTSWEEP_ENGINE_PKI_CHECKS_CERTIFICATE_POLICIES_H_
