// malformed_certificate, unknown_critical_extension: RFC 5280, 4.1 and 4.2; X.690. Pure functions.
#ifndef CERTSWEEP_ENGINE_PKI_CHECKS_ENCODING_H_
#define CERTSWEEP_ENGINE_PKI_CHECKS_ENCODING_H_

#include <string>
#include <string_view>
#include <vector>

#include "engine/pki/finding.h"
#include "engine/pki/policy.h"
#include "engine/x509/certificate.h"

namespace certsweep::pki {

// What the parser found: fatal problems under every rule set, bad form beside them under all but kPrivate. `more`
// problems are told with them.
Findings CheckEncoding(const x509::Certificate& certificate, int depth, Rules rules,
                       const std::vector<std::string>& more = {});

// A certificate that could not be parsed at all.
Finding Unparsed(int depth, std::string_view parse_error);

}  // namespace certsweep::pki

#endif  // CERTSWEEP_ENGINE_PKI_CHECKS_ENCODING_H_
