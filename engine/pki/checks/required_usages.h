// extended_key_usage_missing: policy, off by default (RFC 5280, 4.2.1.12). Pure functions.
#ifndef CERTSWEEP_ENGINE_PKI_CHECKS_REQUIRED_USAGES_H_
#define CERTSWEEP_ENGINE_PKI_CHECKS_REQUIRED_USAGES_H_

#include "engine/pki/finding.h"
#include "engine/pki/policy.h"
#include "engine/x509/certificate.h"

namespace certsweep::pki {

// The leaf must list every one of the policy's usages itself: neither anyExtendedKeyUsage nor leaving the extension
// out, which both allow any use, stands for one. One finding for all that are missing.
Findings CheckRequiredUsages(const x509::Certificate& leaf, const Policy& policy);

}  // namespace certsweep::pki

#endif  // CERTSWEEP_ENGINE_PKI_CHECKS_REQUIRED_USAGES_H_
