// no_subject_alt_name, name_mismatch, name_not_judged: RFC 9525, section 6. Pure functions.
#ifndef CERTSWEEP_ENGINE_PKI_CHECKS_SUBJECT_ALT_NAME_H_
#define CERTSWEEP_ENGINE_PKI_CHECKS_SUBJECT_ALT_NAME_H_

#include <span>

#include "engine/pki/finding.h"
#include "engine/pki/policy.h"
#include "engine/pki/reference_identity.h"
#include "engine/x509/certificate.h"

namespace certsweep::pki {

// Whether `leaf` covers each identity. Without any SAN: no_subject_alt_name and not also name_mismatch (under kRfc5280
// only where there is a name to judge: the standard itself asks for none); without identities: name_not_judged.
Findings CheckNames(const x509::Certificate& leaf, std::span<const ReferenceIdentity> identities,
                    Rules rules = Rules::kPrivate);

// name_not_judged: there are no identities.
Finding NameNotJudged();

}  // namespace certsweep::pki

#endif  // CERTSWEEP_ENGINE_PKI_CHECKS_SUBJECT_ALT_NAME_H_
