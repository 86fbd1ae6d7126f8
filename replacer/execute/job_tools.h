// What a job works with: the CA, the way to appliances, eyes on what they serve, a clock. Interfaces, so that a fleet
// can be run in memory. All are shared by the threads of several jobs.
#ifndef CERTSWEEP_REPLACER_EXECUTE_JOB_TOOLS_H_
#define CERTSWEEP_REPLACER_EXECUTE_JOB_TOOLS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/clock.h"
#include "engine/estate/estate.h"
#include "engine/pki/chain_judge.h"
#include "replacer/deploy/remote_host.h"
#include "replacer/issuer/issuer.h"

namespace certsweep::replacer {

// What an endpoint shows in one new handshake.
struct Served {
  std::string leaf_sha256;  // hex; empty: no certificate came
  bool is_compliant = false;
  std::string problem;  // for people: why it is not compliant, or that nothing answers
};

// Thread-safe.
class EndpointProber {
 public:
  virtual ~EndpointProber() = default;
  // One handshake with `endpoint`'s address, with `server_name` (empty: none), judged for `identities`. An error is our
  // own fault.
  virtual absl::StatusOr<Served> Probe(const estate::EndpointKey& endpoint, const std::string& server_name,
                                       const std::vector<std::string>& identities) = 0;
};

// Thread-safe.
class Waiter {
 public:
  virtual ~Waiter() = default;
  virtual void Wait(int64_t micros) = 0;
  // False: the user wants to stop, and it did not wait to the end.
  virtual bool WaitUnlessStopping(int64_t micros) = 0;
  virtual bool IsStopping() const = 0;
};

struct JobSettings {
  std::string work_dir;  // absolute
  int keep_backups = 3;
  int64_t settle_us = 30'000'000;
  int64_t start_timeout_us = 30'000'000;  // for how long a server may take to serve after its restart
};

struct JobTools {
  // By the name that a plan gives; all that some plan names are there.
  std::map<std::string, std::unique_ptr<Issuer>, std::less<>> issuers;
  std::unique_ptr<RemoteConnector> connector;
  std::unique_ptr<EndpointProber> prober;
  std::unique_ptr<Waiter> waiter;
  const pki::ChainJudge* judge = nullptr;
  const base::Clock* clock = nullptr;
  JobSettings settings;
};

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_EXECUTE_JOB_TOOLS_H_
