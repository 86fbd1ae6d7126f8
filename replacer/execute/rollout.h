// Rollout: how many jobs go next, and when no more do: canaries first, then waves that grow (DESIGN, "Replacement").
// Decides alone. Not thread-safe.
#ifndef CERTSWEEP_REPLACER_EXECUTE_ROLLOUT_H_
#define CERTSWEEP_REPLACER_EXECUTE_ROLLOUT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "replacer/execute/job_state.h"

namespace certsweep::replacer {

struct RolloutOptions {
  int canary = 1;  // jobs that must end verified before any other begins; 0: none
  int wave = 10;   // jobs of the first wave
  double growth = 2.0;
  int max_failures = 0;  // after the canaries; more stop the rollout
};

class Rollout {
 public:
  explicit Rollout(const RolloutOptions& options) : options_(options) {}

  // How many of `left` jobs form the next wave. 0: it has stopped, or none is left. REQUIRES: all jobs of the waves
  // before have been reported.
  size_t NextWave(size_t left);
  // How a job of the wave ended. One that waits for the CA counts neither as a failure nor as a canary.
  void Report(JobState state);

  // No wave comes any more, whatever else has stopped it.
  void Stop(std::string reason) { reason_ = std::move(reason); }

  bool is_canary() const { return is_canary_; }  // of the wave that NextWave gave last
  bool has_stopped() const { return !reason_.empty(); }
  const std::string& reason() const { return reason_; }

 private:
  const RolloutOptions options_;
  int canaries_verified_ = 0;
  int failures_ = 0;
  double next_wave_ = 0;
  bool is_canary_ = false;
  std::string reason_;
};

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_EXECUTE_ROLLOUT_H_
