// name_constraint_violation: RFC 5280, 4.2.1.10 and 6.1.3 (b), (c). Pure functions.
#ifndef CERTSWEEP_ENGINE_PKI_CHECKS_NAME_CONSTRAINTS_H_
#define CERTSWEEP_ENGINE_PKI_CHECKS_NAME_CONSTRAINTS_H_

#include "engine/pki/finding.h"
#include "engine/x509/certificate.h"

namespace certsweep::pki {

// How many comparisons of a name with a constraint may still be made. One of a directory name counts for each of its
// parts.
struct NameComparisonBudget {
  int left = 0;
  bool exhausted = false;
};

// Whether the names of `certificate` (subject, subjectAltName) keep within the constraints of `issuer`, which stands
// above it in the path; `depth` is that of `certificate`. Nothing where `issuer` has none. A name of a form that is
// constrained and can't be compared (a DNS name that is none, a form that nothing here knows) is outside. A wildcard is
// inside a permitted subtree if all that it stands for is, and touches an excluded one if anything is.
Findings CheckNameConstraints(const x509::Certificate& issuer, const x509::Certificate& certificate, int depth,
                              NameComparisonBudget* budget);

}  // namespace certsweep::pki

#endif  // CERTSWEEP_ENGINE_PKI_CHECKS_NAME_CONSTRAINTS_H_
