// expired, not_yet_valid, expiring_soon: RFC 5280, 4.1.2.5 and 6.1.3 (a)(2). Pure functions.
#ifndef CERTSWEEP_ENGINE_PKI_CHECKS_VALIDITY_H_
#define CERTSWEEP_ENGINE_PKI_CHECKS_VALIDITY_H_

#include <cstdint>

#include "engine/pki/finding.h"
#include "engine/x509/certificate.h"

namespace certsweep::pki {

// expired or not_yet_valid (notBefore and notAfter are inside the period); at most one, but for a period that is empty.
Findings CheckValidAt(const x509::Certificate& certificate, int depth, int64_t unix_seconds);

// expiring_soon where fewer than `min_days_left` whole days are left; nothing where it is expired already.
Findings CheckDaysLeft(const x509::Certificate& certificate, int depth, int64_t unix_seconds, int min_days_left);

}  // namespace certsweep::pki

#endif  // CERTSWEEP_ENGINE_PKI_CHECKS_VALIDITY_H_
