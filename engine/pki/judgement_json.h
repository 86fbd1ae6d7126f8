// Findings, certificates and paths as JSON: the parts that the lines of `scan` and of `verify` have in common (DESIGN,
// "One JSON line an endpoint"). Thread-safe: pure.
#ifndef CERTSWEEP_ENGINE_PKI_JUDGEMENT_JSON_H_
#define CERTSWEEP_ENGINE_PKI_JUDGEMENT_JSON_H_

#include <span>
#include <string>

#include "engine/pki/chain_verifier.h"
#include "engine/pki/finding.h"
#include "engine/x509/certificate.h"

namespace certsweep::pki {

// Each appends one JSON value to `out`.
void AppendFindingJson(const Finding& finding, std::string& out);
void AppendFindingsJson(const Findings& findings, std::string& out);
void AppendLeafJson(const x509::Certificate& leaf, bool include_pem, std::string& out);
void AppendPathJson(std::span<const PathElement> path, std::string& out);

}  // namespace certsweep::pki

#endif  // CERTSWEEP_ENGINE_PKI_JUDGEMENT_JSON_H_
