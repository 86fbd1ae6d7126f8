// TlsProber: looks at what endpoints serve by real handshakes. Thread-safe.
#ifndef CERTSWEEP_REPLACER_EXECUTE_TLS_PROBER_RUNNER_H_
#define CERTSWEEP_REPLACER_EXECUTE_TLS_PROBER_RUNNER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/clock.h"
#include "engine/pki/chain_judge.h"
#include "engine/probe/probe_runner.h"
#include "engine/probe/waiver_set.h"
#include "replacer/execute/job_tools.h"

namespace certsweep::replacer {

class TlsProber final : public EndpointProber {
 public:
  // `judge` and `clock` must outlive it. `waivers` null: nothing is waived.
  TlsProber(const pki::ChainJudge& judge, std::shared_ptr<const probe::WaiverSet> waivers,
            const probe::ProbeOptions& options, const base::Clock& clock)
      : judge_(judge), waivers_(std::move(waivers)), options_(options), clock_(clock) {}

  absl::StatusOr<Served> Probe(const estate::EndpointKey& endpoint, const std::string& server_name,
                               const std::vector<std::string>& identities) override;

 private:
  const pki::ChainJudge& judge_;
  const std::shared_ptr<const probe::WaiverSet> waivers_;
  const probe::ProbeOptions options_;
  const base::Clock& clock_;
};

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_EXECUTE_TLS_PROBER_RUNNER_H_
