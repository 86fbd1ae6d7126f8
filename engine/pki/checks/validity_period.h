// validity_too_long: policy, off by default (CA/Browser Forum BR 6.3.2 has the days of the web). Pure functions.
#ifndef CERTSWEEP_ENGINE_PKI_CHECKS_VALIDITY_PERIOD_H_
#define CERTSWEEP_ENGINE_PKI_CHECKS_VALIDITY_PERIOD_H_

#include "engine/pki/finding.h"
#include "engine/pki/policy.h"
#include "engine/x509/certificate.h"

namespace certsweep::pki {

// The time from notBefore to notAfter against max_validity_days. The second at the end is not counted, which RFC 5280
// counts: `openssl -days 398` is meant to be 398 days.
Findings CheckValidityPeriod(const x509::Certificate& leaf, const Policy& policy);

}  // namespace certsweep::pki

#endif  // CERTSWEEP_ENGINE_PKI_CHECKS_VALIDITY_PERIOD_H_
