// What is wrong with the connection itself, apart from the certificates: how it failed, its version and its cipher.
// Pure.
#ifndef CERTSWEEP_ENGINE_PROBE_CONNECTION_FINDINGS_H_
#define CERTSWEEP_ENGINE_PROBE_CONNECTION_FINDINGS_H_

#include "engine/pki/finding.h"
#include "engine/pki/verdict.h"
#include "engine/probe/probe_report.h"

namespace certsweep::probe {

pki::Findings ConnectionFindings(const ProbeReport& report);

// How far the probe came.
pki::Reached ReachedBy(const ProbeReport& report);

}  // namespace certsweep::probe

#endif  // CERTSWEEP_ENGINE_PROBE_CONNECTION_FINDINGS_H_
