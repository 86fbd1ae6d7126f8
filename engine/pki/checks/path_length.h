// path_length_exceeded: pathLenConstraint (RFC 5280, 4.2.1.9 and 6.1.4 (l), (m)). Pure functions.
#ifndef CERTSWEEP_ENGINE_PKI_CHECKS_PATH_LENGTH_H_
#define CERTSWEEP_ENGINE_PKI_CHECKS_PATH_LENGTH_H_

#include "engine/pki/finding.h"
#include "engine/x509/certificate.h"

namespace certsweep::pki {

// `intermediates_below`: certificates between the leaf and `issuer` that are not self-issued.
Findings CheckPathLength(const x509::Certificate& issuer, int depth, int intermediates_below);

}  // namespace certsweep::pki

#endif  // CERTSWEEP_ENGINE_PKI_CHECKS_PATH_LENGTH_H_
