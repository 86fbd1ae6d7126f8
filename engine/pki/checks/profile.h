// What the profiles ask of a certificate's form beyond what the parser sees: RFC 5280, 4.1 and 4.2; CA/Browser Forum
// BR 7.1. Told as malformed_certificate (checks/encoding.h). Pure functions.
#ifndef CERTSWEEP_ENGINE_PKI_CHECKS_PROFILE_H_
#define CERTSWEEP_ENGINE_PKI_CHECKS_PROFILE_H_

#include <string>
#include <vector>

#include "engine/pki/certificate_role.h"
#include "engine/pki/policy.h"
#include "engine/x509/certificate.h"

namespace certsweep::pki {

// What is not as `rules` want it; nothing under kPrivate, and nothing for a bystander. The form of an anchor is looked
// at only as far as path validation relies on it.
std::vector<std::string> ProfileProblems(const x509::Certificate& certificate, CertificateRole role, Rules rules);

}  // namespace certsweep::pki

#endif  // CERTSWEEP_ENGINE_PKI_CHECKS_PROFILE_H_
