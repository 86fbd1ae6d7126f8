// The one door of the replacer: makes jobs of plans, and runs jobs in waves. replacer/plan says what would be done.
#ifndef CERTSWEEP_REPLACER_REPLACE_H_
#define CERTSWEEP_REPLACER_REPLACE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "engine/estate/job_journal.h"
#include "replacer/execute/job_queue.h"  // AddJobs, OpenJobs, IssuersOf, JobsToRollBack
#include "replacer/execute/job_state.h"
#include "replacer/execute/job_tools.h"
#include "replacer/execute/replacement_summary.h"
#include "replacer/execute/rollout.h"

namespace certsweep::replacer {

struct ReplaceOptions {
  RolloutOptions rollout;
  int max_parallel = 16;
  std::string change_id;
  // Whether a job may begin, and one whose certificate is there go to its appliance, at this time. What has changed
  // something there is ended at any time. May be empty: always.
  std::function<bool(int64_t unix_seconds)> in_window;
  // After each state of a job that was written down. From several threads, one at a time. May be empty.
  std::function<void(const estate::JobRow& job, JobState state, const std::string& detail)> on_state;
};

struct ReplaceOutcome {
  ReplacementSummary summary;
  absl::Status status;  // not OK: our own failure part-way
};

// Runs `jobs` in waves until all have ended, the rollout stops, or the user does. Those that may have changed something
// on their appliances go first and are no part of a wave: they are ended whatever comes. Then the CAs of those that
// were begun are asked. What they have answered goes before what has not begun, in waves like that: many a certificate
// waits for one Monday's approval. Blocks.
ReplaceOutcome RunJobs(const std::vector<int64_t>& jobs, const JobTools& tools, estate::JobJournal& journal,
                       const ReplaceOptions& options);

// Puts the old certificates of verified jobs back, one after the other. FailedPrecondition, and nothing is done: one of
// them was not verified. Those that are left when the user stops stay verified and count as skipped. As RunJobs.
ReplaceOutcome RollBackJobs(const std::vector<int64_t>& jobs, const JobTools& tools, estate::JobJournal& journal,
                            const ReplaceOptions& options);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_REPLACE_H_
