// What `certsweep replace` prints: plans, jobs, progress, the summary. Pure; thread-safe.
#ifndef CERTSWEEP_CLI_REPLACE_TEXT_H_
#define CERTSWEEP_CLI_REPLACE_TEXT_H_

#include <string>
#include <vector>

#include "engine/estate/job_journal.h"
#include "replacer/execute/job_state.h"
#include "replacer/execute/replacement_summary.h"
#include "replacer/plan/job_plan.h"

namespace certsweep::cli {

// All plans, and how many of them can be done.
std::string PlansText(const std::vector<replacer::JobPlan>& plans);
// A JSON object a plan, a line each.
std::string PlansJsonl(const std::vector<replacer::JobPlan>& plans);

// A table of jobs; what each last said below it.
std::string JobsText(const std::vector<estate::JobRow>& jobs);
// A JSON object a job (DESIGN, "replace status"), a line each.
std::string JobsJsonl(const std::vector<estate::JobRow>& jobs);

// "job 3 sps01.corp:4343: restarted" with its detail, and a line end.
std::string JobLine(const estate::JobRow& job, replacer::JobState state, const std::string& detail);

// "7 verified, 1 pending"; what none did is left out.
std::string CountsText(const replacer::ReplacementSummary& summary);

// "8 jobs: 7 verified, 1 pending", with what to do next.
std::string SummaryText(const replacer::ReplacementSummary& summary);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_REPLACE_TEXT_H_
