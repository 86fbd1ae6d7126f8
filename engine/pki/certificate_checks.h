// All checks of one certificate by itself, put together: which of checks/ apply to it, by its place in the path and the
// rules. Pure functions.
#ifndef CERTSWEEP_ENGINE_PKI_CERTIFICATE_CHECKS_H_
#define CERTSWEEP_ENGINE_PKI_CERTIFICATE_CHECKS_H_

#include <cstdint>

#include "engine/pki/certificate_role.h"
#include "engine/pki/finding.h"
#include "engine/pki/policy.h"
#include "engine/x509/certificate.h"

namespace certsweep::pki {

struct CertificateFindings {
  Findings path;    // what path validation asks for, under the rules
  Findings policy;  // what the policy asks for beside it
};

struct CheckContext {
  Rules rules = Rules::kPrivate;
  Policy policy;
  int64_t unix_seconds = 0;
};

// `depth`: what the findings carry. pathLenConstraint, name constraints and certificate policies need the whole path
// and are not among these.
CertificateFindings CheckCertificate(const x509::Certificate& certificate, CertificateRole role, int depth,
                                     const CheckContext& context);

// Whether there is a `fail` among `findings`.
bool HasFail(const Findings& findings);

}  // namespace certsweep::pki

#endif  // CERTSWEEP_ENGINE_PKI_CERTIFICATE_CHECKS_H_
