// From plans to jobs in the record, and what is open there. Thread-safe: the journal is.
#ifndef CERTSWEEP_REPLACER_EXECUTE_JOB_QUEUE_H_
#define CERTSWEEP_REPLACER_EXECUTE_JOB_QUEUE_H_

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/clock.h"
#include "engine/estate/job_journal.h"
#include "replacer/plan/job_plan.h"

namespace certsweep::replacer {

// Adds a job for each of `plans`, in their order. A plan whose file some open job is about gets no second one: that job
// takes its place in the result, and has this plan from now on where it has not begun. Errors of the journal.
absl::StatusOr<std::vector<int64_t>> AddJobs(const std::vector<JobPlan>& plans, const std::string& change_id,
                                             estate::JobJournal& journal, const base::Clock& clock);

// The open jobs: those that were begun first, then the queued ones, in the order in which they were added.
absl::StatusOr<std::vector<int64_t>> OpenJobs(estate::JobJournal& journal);

// The issuers that `jobs` have still to ask. Errors of the journal; NotFound: there is no such job.
absl::StatusOr<std::vector<std::string>> IssuersOf(const std::vector<int64_t>& jobs, estate::JobJournal& journal);

// Whom `jobs` log in as. Errors of the journal; NotFound: there is no such job.
absl::StatusOr<std::set<std::string>> UsersOf(const std::vector<int64_t>& jobs, estate::JobJournal& journal);

// Whom jobs of `plans` log in as, and the open jobs that take the place of some, as AddJobs does it. Errors of the
// journal.
absl::StatusOr<std::set<std::string>> UsersOf(const std::vector<JobPlan>& plans, estate::JobJournal& journal);

// For each of `hosts` the jobs that were verified, the newest of each file. NotFound, naming them: hosts that no such
// job covers; then nothing is to be done to the others either. Errors of the journal.
absl::StatusOr<std::vector<int64_t>> JobsToRollBack(const std::vector<std::string>& hosts, estate::JobJournal& journal);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_EXECUTE_JOB_QUEUE_H_
