// ProbeOnce: one endpoint, probed and judged, on an event loop of its own, while the caller waits: for a replacement
// that wants to see what an appliance serves. Thread-safe.
#ifndef CERTSWEEP_ENGINE_PROBE_SINGLE_PROBE_RUNNER_H_
#define CERTSWEEP_ENGINE_PROBE_SINGLE_PROBE_RUNNER_H_

#include <string>

#include "absl/status/statusor.h"
#include "engine/base/clock.h"
#include "engine/pki/chain_judge.h"
#include "engine/probe/endpoint.h"
#include "engine/probe/probe_runner.h"
#include "engine/probe/result.h"
#include "engine/probe/waiver_set.h"

namespace certsweep::probe {

// Blocks until the deadlines of `options` at the latest, for each ClientHello that is tried. `server_name` is offered;
// empty: none. `waivers` null: nothing is waived. What the endpoint does wrong is in the result; Internal, and
// ResourceExhausted where descriptors are short: our own fault. REQUIRES: endpoint.address.
absl::StatusOr<EndpointResult> ProbeOnce(const Endpoint& endpoint, const std::string& server_name,
                                         const pki::ChainJudge& judge, const WaiverSet* waivers,
                                         const ProbeOptions& options, const base::Clock& clock);

}  // namespace certsweep::probe

#endif  // CERTSWEEP_ENGINE_PROBE_SINGLE_PROBE_RUNNER_H_
