// The one door of the replacer: makes jobs of plans, and runs jobs in waves. replacer/plan says what would be done.
#ifndef CERTSWEEP_REPLACER_REPLACE_H_
#define CERTSWEEP_REPLACER_REPLACE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/estate/job_journal.h"
#include "replacer/execute/job_state.h"
#include "replacer/execute/job_tools.h"
#include "replacer/execute/replacement_summary.h"
#include "replacer/execute/rollout.h"
#include "replacer/plan/job_plan.h"

namespace certsweep::replacer {

struct ReplaceOptions {
  RolloutOptions rollout;
  int max_parallel = 16;
  std::string change_id;
  // Whether a job may begin at this time; may be empty: always.
  std::function<bool(int64_t unix_seconds)> in_window;
  // After each state of a job that was written down. From several threads, one at a time. May be empty.
  std::function<void(const estate::JobRow& job, JobState state, const std::string& detail)> on_state;
};

struct ReplaceOutcome {
  ReplacementSummary summary;
  absl::Status status;  // not OK: our own failure part-way
};

// Adds a job for each of `plans`, in their order. A plan whose file some open job is about gets no second one: that job
// takes its place in the result. Errors of the journal.
absl::StatusOr<std::vector<int64_t>> AddJobs(const std::vector<JobPlan>& plans, const std::string& change_id,
                                             estate::JobJournal& journal, const base::Clock& clock);

// The open jobs: those that were begun first, then the queued ones, in the order in which they were added.
absl::StatusOr<std::vector<int64_t>> OpenJobs(estate::JobJournal& journal);

// Runs `jobs` in waves until all have ended, the rollout stops, or the user does. Those that were begun before go first
// and are no part of a wave: they are ended whatever comes. Blocks.
ReplaceOutcome RunJobs(const std::vector<int64_t>& jobs, const JobTools& tools, estate::JobJournal& journal,
                       const ReplaceOptions& options);

// Puts the old certificates of verified jobs back, one after the other. As RunJobs.
ReplaceOutcome RollBackJobs(const std::vector<int64_t>& jobs, const JobTools& tools, estate::JobJournal& journal,
                            const ReplaceOptions& options);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_REPLACE_H_
