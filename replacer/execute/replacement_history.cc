#include "replacer/execute/replacement_history.h"

#include <algorithm>
#include <string>
#include <utility>

#include "engine/base/host_and_port.h"
#include "replacer/execute/job_record.h"
#include "replacer/plan/job_plan.h"

namespace certsweep::replacer {
namespace {

// Of a name with several addresses, which of them the job is about.
bool Covers(const estate::JobRow& job, const estate::EndpointKey& endpoint) {
  const absl::StatusOr<JobPlan> plan = PlanFromJson(job.job.plan_json);
  if (!plan.ok()) return true;
  return std::find(plan->endpoints.begin(), plan->endpoints.end(), endpoint) != plan->endpoints.end();
}

report::Replacement ReplacementOf(const estate::JobRow& job) {
  report::Replacement replacement;
  replacement.job = job.id;
  replacement.begun = job.job.time;
  replacement.state = job.progress.state;
  replacement.detail = job.progress.detail;
  replacement.changed = job.progress.time;
  replacement.ended = job.progress.ended;
  replacement.change_id = job.job.change_id;
  replacement.pem_path = job.job.pem_path;
  absl::StatusOr<JobRecord> record = RecordFromJson(job.progress.progress_json);
  if (record.ok()) replacement.leaf_sha256 = std::move(record->leaf_sha256);
  return replacement;
}

}  // namespace

absl::StatusOr<std::vector<report::Replacement>> ReplacementsOf(const estate::EndpointKey& endpoint,
                                                                estate::JobJournal& journal) {
  std::vector<report::Replacement> replacements;
  absl::Status status =
      journal.VisitOfEndpoint(base::HostAndPort(endpoint.host, endpoint.port), [&](const estate::JobRow& job) {
        if (Covers(job, endpoint)) replacements.push_back(ReplacementOf(job));
        return true;
      });
  for (report::Replacement& replacement : replacements) {
    if (!status.ok()) break;
    status = journal.VisitEvents(replacement.job, [&replacement](const estate::JobEvent& event) {
      replacement.events.push_back(event);
      return true;
    });
  }
  if (!status.ok()) return status;
  return replacements;
}

}  // namespace certsweep::replacer
