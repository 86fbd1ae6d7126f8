#include "replacer/execute/job_queue.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/host_and_port.h"
#include "engine/base/text.h"
#include "replacer/execute/job_state.h"

namespace certsweep::replacer {
namespace {

// Which open job is about which file: as it was planned, and as it turned out to be.
absl::StatusOr<std::map<std::string, int64_t>> OpenLocations(estate::JobJournal& journal) {
  std::map<std::string, int64_t> open;
  const absl::Status read = journal.Visit([&](const estate::JobRow& row) {
    if (row.progress.ended) return true;
    open.emplace(row.job.location, row.id);
    if (const absl::StatusOr<JobPlan> plan = PlanFromJson(row.job.plan_json); plan.ok()) {
      open.emplace(plan->Location(), row.id);
    }
    return true;
  });
  if (!read.ok()) return read;
  return open;
}

estate::NewJob NewJobOf(const JobPlan& plan, const std::string& change_id, int64_t now) {
  estate::NewJob job;
  job.location = plan.Location();
  job.host = plan.endpoints.front().host;
  job.port = plan.endpoints.front().port;
  for (const estate::EndpointKey& endpoint : plan.endpoints) {
    job.endpoints.push_back(base::HostAndPort(endpoint.host, endpoint.port));
  }
  job.pem_path = plan.pem_path;
  job.plan_json = PlanToJson(plan);
  job.change_id = change_id;
  job.time = now;
  return job;
}

absl::StatusOr<int64_t> AddOrReplan(const estate::NewJob& job, const std::map<std::string, int64_t>& open,
                                    estate::JobJournal& journal) {
  const auto found = open.find(job.location);
  if (found == open.end()) return journal.Add(job, JobStateName(JobState::kQueued));
  const absl::StatusOr<bool> replanned = journal.Replan(found->second, job, JobStateName(JobState::kQueued));
  if (!replanned.ok()) return replanned.status();
  return found->second;
}

// What can't be read is passed over: it is told when it is run.
absl::Status VisitPlans(const std::vector<int64_t>& jobs, estate::JobJournal& journal,
                        const std::function<void(const estate::JobRow&, const JobPlan&)>& take) {
  for (const int64_t id : jobs) {
    const absl::StatusOr<std::optional<estate::JobRow>> job = journal.Find(id);
    if (!job.ok()) return job.status();
    if (!*job) return absl::NotFoundError(absl::StrCat("there is no job ", id));
    if (const absl::StatusOr<JobPlan> plan = PlanFromJson((*job)->job.plan_json); plan.ok()) take(**job, *plan);
  }
  return absl::OkStatus();
}

// Those of `hosts` that the job covers.
std::vector<std::string> CoveredHosts(const estate::JobRow& row, const std::vector<std::string>& hosts) {
  const absl::StatusOr<JobPlan> plan = PlanFromJson(row.job.plan_json);
  std::vector<std::string> covered;
  for (const std::string& host : hosts) {
    const auto is_of_host = [&host](const estate::EndpointKey& endpoint) { return endpoint.host == host; };
    const bool is_planned = plan.ok() && std::any_of(plan->endpoints.begin(), plan->endpoints.end(), is_of_host);
    if (is_planned || row.job.host == host) covered.push_back(host);
  }
  return covered;
}

}  // namespace

absl::StatusOr<std::vector<int64_t>> AddJobs(const std::vector<JobPlan>& plans, const std::string& change_id,
                                             estate::JobJournal& journal, const base::Clock& clock) {
  absl::StatusOr<std::map<std::string, int64_t>> open = OpenLocations(journal);
  if (!open.ok()) return open.status();
  std::vector<int64_t> jobs;
  for (const JobPlan& plan : plans) {
    const estate::NewJob job = NewJobOf(plan, change_id, clock.NowUnixSeconds());
    absl::StatusOr<int64_t> id = AddOrReplan(job, *open, journal);
    if (absl::IsAlreadyExists(id.status())) {
      // Another process was quicker.
      open = OpenLocations(journal);
      if (!open.ok()) return open.status();
      id = AddOrReplan(job, *open, journal);
    }
    if (!id.ok()) return id.status();
    jobs.push_back(*id);
  }
  return jobs;
}

absl::StatusOr<std::vector<int64_t>> OpenJobs(estate::JobJournal& journal) {
  std::vector<int64_t> begun, queued;
  const absl::Status status = journal.Visit([&](const estate::JobRow& row) {
    if (row.progress.ended) return true;
    (row.progress.state == JobStateName(JobState::kQueued) ? queued : begun).push_back(row.id);
    return true;
  });
  if (!status.ok()) return status;
  begun.insert(begun.end(), queued.begin(), queued.end());
  return begun;
}

absl::StatusOr<std::vector<std::string>> IssuersOf(const std::vector<int64_t>& jobs, estate::JobJournal& journal) {
  std::set<std::string> names;
  const absl::Status status = VisitPlans(jobs, journal, [&names](const estate::JobRow& job, const JobPlan& plan) {
    const std::optional<JobState> state = JobStateFromName(job.progress.state);
    if (state && NeedsIssuer(*state)) names.insert(plan.issuer);
  });
  if (!status.ok()) return status;
  return std::vector<std::string>(names.begin(), names.end());
}

absl::StatusOr<std::set<std::string>> UsersOf(const std::vector<int64_t>& jobs, estate::JobJournal& journal) {
  std::set<std::string> users;
  const absl::Status status = VisitPlans(
      jobs, journal, [&users](const estate::JobRow& /*job*/, const JobPlan& plan) { users.insert(plan.ssh_user); });
  if (!status.ok()) return status;
  return users;
}

absl::StatusOr<std::set<std::string>> UsersOf(const std::vector<JobPlan>& plans, estate::JobJournal& journal) {
  const absl::StatusOr<std::map<std::string, int64_t>> open = OpenLocations(journal);
  if (!open.ok()) return open.status();
  std::vector<int64_t> jobs;
  for (const JobPlan& plan : plans) {
    if (const auto found = open->find(plan.Location()); found != open->end()) jobs.push_back(found->second);
  }
  absl::StatusOr<std::set<std::string>> users = UsersOf(jobs, journal);
  if (!users.ok()) return users;
  for (const JobPlan& plan : plans) users->insert(plan.ssh_user);
  return users;
}

absl::StatusOr<std::vector<int64_t>> JobsToRollBack(const std::vector<std::string>& hosts,
                                                    estate::JobJournal& journal) {
  std::map<std::string, int64_t> newest;  // of each file
  std::set<std::string> missing(hosts.begin(), hosts.end());
  const absl::Status read = journal.Visit([&](const estate::JobRow& row) {
    if (row.progress.state != JobStateName(JobState::kVerified)) return true;
    const std::vector<std::string> covered = CoveredHosts(row, hosts);
    for (const std::string& host : covered) missing.erase(host);
    if (!covered.empty()) newest[row.job.location] = row.id;
    return true;
  });
  if (!read.ok()) return read;
  if (!missing.empty()) {
    std::vector<std::string> names;
    names.reserve(missing.size());
    for (const std::string& host : missing) names.push_back(base::DisplayText(host));
    return absl::NotFoundError(absl::StrCat(absl::StrJoin(names, ", "), ": no job of it was verified"));
  }
  std::vector<int64_t> jobs;
  jobs.reserve(newest.size());
  for (const auto& [location, job] : newest) jobs.push_back(job);
  std::sort(jobs.begin(), jobs.end());
  return jobs;
}

}  // namespace certsweep::replacer
