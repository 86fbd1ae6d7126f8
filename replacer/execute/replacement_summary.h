// ReplacementSummary: what came of a rollout: jobs = verified + failed + rolled_back + needs_attention + pending +
// skipped. A value.
#ifndef CERTSWEEP_REPLACER_EXECUTE_REPLACEMENT_SUMMARY_H_
#define CERTSWEEP_REPLACER_EXECUTE_REPLACEMENT_SUMMARY_H_

#include <cstdint>
#include <string>

#include "replacer/execute/job_state.h"

namespace certsweep::replacer {

struct ReplacementSummary {
  uint64_t jobs = 0;
  uint64_t verified = 0, failed = 0, rolled_back = 0, needs_attention = 0;
  uint64_t pending = 0;  // begun and not ended: with the CA, or stopped
  uint64_t skipped = 0;  // never begun, or held by another process
  std::string stopped;   // why the rollout stopped; empty: it did not
  bool interrupted = false;

  // A job that was begun, or that ended.
  void Count(JobState state) {
    ++jobs;
    switch (state) {
      case JobState::kVerified:
        ++verified;
        break;
      case JobState::kFailed:
        ++failed;
        break;
      case JobState::kRolledBack:
        ++rolled_back;
        break;
      case JobState::kNeedsAttention:
        ++needs_attention;
        break;
      case JobState::kQueued:
        ++skipped;
        break;
      default:
        ++pending;
        break;
    }
  }
};

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_EXECUTE_REPLACEMENT_SUMMARY_H_
