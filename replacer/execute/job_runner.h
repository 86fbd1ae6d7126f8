// JobRunner: takes one job from the state it is in as far as it goes now: does what the state asks for (job_state.h),
// writes down what came of it, and goes on. What is written down is always ahead of the next step's effect, so that a
// process that is killed at any moment leaves a job that the next can end. The thread that runs it; blocking.
#ifndef CERTSWEEP_REPLACER_EXECUTE_JOB_RUNNER_H_
#define CERTSWEEP_REPLACER_EXECUTE_JOB_RUNNER_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "engine/estate/job_journal.h"
#include "replacer/execute/job_state.h"
#include "replacer/execute/job_tools.h"

namespace certsweep::replacer {

// For how long a process may be busy with one step before another may take the job, the time of settling apart.
inline constexpr int64_t kLeaseSeconds = 3600;
// The same with it.
int64_t LeaseSeconds(const JobSettings& settings);

struct JobEnding {
  JobState state = JobState::kQueued;
  std::string detail;
};

struct RunnerContext {
  estate::JobJournal* journal = nullptr;
  const JobTools* tools = nullptr;
  std::string owner;  // of this process: who holds the job meanwhile
  // Whether the appliance may be touched now; a job that is ready is left so while it may not. One that is under way is
  // ended all the same. May be empty: always.
  std::function<bool()> may_touch_appliance;
  // Called after each state that was written down; may be empty.
  std::function<void(const estate::JobRow& job, JobState state, const std::string& detail)> on_state;
};

// Runs `job`, which `owner` holds. Ends with a state that is an end, with kPending, or where the user stops it or the
// appliance may not be touched: then in a state that leaves the appliance as it was, or with its new certificate. An
// error is of the record, or of a job that can't be read: then nobody knows more than the record says.
absl::StatusOr<JobEnding> RunJob(const estate::JobRow& job, const RunnerContext& context);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_EXECUTE_JOB_RUNNER_H_
