// From candidates to jobs: what is done to which file of which appliance, and what can't be done and why. Pure;
// thread-safe.
#ifndef CERTSWEEP_REPLACER_PLAN_PLAN_BUILDER_H_
#define CERTSWEEP_REPLACER_PLAN_PLAN_BUILDER_H_

#include <span>
#include <vector>

#include "engine/config/config.h"
#include "replacer/plan/candidate.h"
#include "replacer/plan/job_plan.h"

namespace certsweep::replacer {

// A job for each file that a chosen candidate is served from, in the order of the inventory. Endpoints are of one job
// where SSH leads to the same address, or by the same name, with the same port and path; then all that those hosts show
// on ports of the profile is covered too. What an endpoint showed is told where the inventory lacks it, and never asked
// for. Columns of the inventory count more than the configuration.
std::vector<JobPlan> BuildPlans(std::span<const Candidate> candidates, const config::Config& config);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_PLAN_PLAN_BUILDER_H_
