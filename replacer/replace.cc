#include "replacer/replace.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "replacer/execute/job_runner.h"
#include "replacer/execute/owner.h"

namespace certsweep::replacer {
namespace {

// Runs jobs with a bounded number of threads, and counts.
class Fleet {
 public:
  Fleet(const JobTools& tools, estate::JobJournal& journal, const ReplaceOptions& options)
      : tools_(tools), journal_(journal), options_(options), owner_(ThisOwner()), rollout_(options.rollout) {
    context_.journal = &journal;
    context_.tools = &tools;
    context_.owner = owner_;
    context_.on_state = [this](const estate::JobRow& job, JobState state, const std::string& detail) {
      const std::lock_guard lock(mutex_);
      if (options_.on_state) options_.on_state(job, state, detail);
    };
  }

  ReplaceOutcome Run(const std::vector<int64_t>& jobs) {
    std::vector<int64_t> begun, queued;
    for (const int64_t job : jobs) (IsBegun(job) ? begun : queued).push_back(job);
    RunWave(begun, false);
    size_t next = 0;
    while (outcome_.status.ok() && !tools_.waiter->IsStopping()) {
      if (!tools_.connector->WhyToStop().empty() || !IsInWindow()) break;
      const size_t size = rollout_.NextWave(queued.size() - next);
      if (size == 0) break;
      RunWave(std::span(queued).subspan(next, size), true);
      next += size;
    }
    for (size_t i = next; i < queued.size(); ++i) outcome_.summary.Count(JobState::kQueued);
    return End();
  }

  // Each on its own: what is put back wants to be looked at.
  ReplaceOutcome RunAlone(const std::vector<int64_t>& jobs) {
    for (const int64_t job : jobs) RunWave(std::span(&job, 1), false);
    return End();
  }

 private:
  bool IsBegun(int64_t id) {
    const absl::StatusOr<std::optional<estate::JobRow>> job = journal_.Find(id);
    return job.ok() && *job && (*job)->progress.state != JobStateName(JobState::kQueued);
  }

  bool IsInWindow() {
    if (!options_.in_window || options_.in_window(tools_.clock->NowUnixSeconds())) return true;
    outcome_.summary.stopped = "it is outside of the change window";
    return false;
  }

  void RunWave(std::span<const int64_t> jobs, bool counts_in_rollout) {
    std::atomic<size_t> next = 0;
    const auto work = [&] {
      while (true) {
        const size_t place = next.fetch_add(1);
        if (place >= jobs.size()) return;
        RunOne(jobs[place], counts_in_rollout);
      }
    };
    const size_t threads = std::min(jobs.size(), static_cast<size_t>(std::max(1, options_.max_parallel)));
    std::vector<std::jthread> running;
    for (size_t i = 1; i < threads; ++i) running.emplace_back(work);
    if (threads > 0) work();
  }

  bool MayBegin(bool counts_in_rollout) {
    const std::lock_guard lock(mutex_);
    if (!outcome_.status.ok() || !tools_.connector->WhyToStop().empty()) return false;
    return !counts_in_rollout || (!rollout_.has_stopped() && !tools_.waiter->IsStopping());
  }

  void RunOne(int64_t id, bool counts_in_rollout) {
    if (!MayBegin(counts_in_rollout)) return Count(JobState::kQueued, false);
    const absl::StatusOr<std::optional<estate::JobRow>> job = Take(id);
    if (!job.ok()) return Fail(job.status());
    if (!job->has_value()) return Count(JobState::kQueued, false);
    const absl::StatusOr<JobEnding> ending = RunJob(**job, context_);
    const absl::Status released = journal_.Release(id, owner_);
    if (!ending.ok()) return Fail(ending.status());
    if (!released.ok()) return Fail(released);
    Count(ending->state, counts_in_rollout);
  }

  // The job, held by us; nothing where another process holds it.
  absl::StatusOr<std::optional<estate::JobRow>> Take(int64_t id) {
    const absl::StatusOr<std::optional<estate::JobRow>> seen = journal_.Find(id);
    if (!seen.ok()) return seen.status();
    if (!*seen) return absl::NotFoundError(absl::StrCat("there is no job ", id));
    const std::string& holder = (*seen)->owner;
    const int64_t now = tools_.clock->NowUnixSeconds();
    const absl::StatusOr<bool> held =
        journal_.Claim(id, owner_, IsGone(holder) ? holder : owner_, now, now + kLeaseSeconds);
    if (!held.ok()) return held.status();
    if (!*held) return std::nullopt;
    // As it is now that nobody else changes it.
    return journal_.Find(id);
  }

  void Count(JobState state, bool counts_in_rollout) {
    const std::lock_guard lock(mutex_);
    outcome_.summary.Count(state);
    if (counts_in_rollout) rollout_.Report(state);
  }

  void Fail(const absl::Status& status) {
    const std::lock_guard lock(mutex_);
    outcome_.status.Update(status);
    outcome_.summary.Count(JobState::kPending);
  }

  ReplaceOutcome End() {
    if (std::string reason = tools_.connector->WhyToStop(); !reason.empty()) rollout_.Stop(std::move(reason));
    if (rollout_.has_stopped()) outcome_.summary.stopped = rollout_.reason();
    outcome_.summary.interrupted = tools_.waiter->IsStopping();
    return outcome_;
  }

  const JobTools& tools_;
  estate::JobJournal& journal_;
  const ReplaceOptions& options_;
  const std::string owner_;
  RunnerContext context_;
  std::mutex mutex_;
  Rollout rollout_;
  ReplaceOutcome outcome_;
};

// The job, where it can be rolled back: it was verified, or a rollback of it has begun.
absl::StatusOr<estate::JobRow> CheckRollBack(int64_t id, estate::JobJournal& journal) {
  absl::StatusOr<std::optional<estate::JobRow>> job = journal.Find(id);
  if (!job.ok()) return job.status();
  if (!job->has_value()) return absl::NotFoundError(absl::StrCat("there is no job ", id));
  const std::string& state = (*job)->progress.state;
  if (state == JobStateName(JobState::kVerified) || state == JobStateName(JobState::kRollingBack))
    return **std::move(job);
  return absl::FailedPreconditionError(absl::StrCat("job ", id, " is ", state, ": there is nothing to put back"));
}

absl::Status BeginRollBack(int64_t id, estate::JobJournal& journal, const base::Clock& clock) {
  const absl::StatusOr<estate::JobRow> job = CheckRollBack(id, journal);
  if (!job.ok()) return job.status();
  if (!job->progress.ended) return absl::OkStatus();
  return journal.Reopen(id, {.state = std::string(JobStateName(JobState::kRollingBack)),
                             .detail = "asked for",
                             .progress_json = job->progress.progress_json,
                             .ended = false,
                             .time = clock.NowUnixSeconds()});
}

}  // namespace

absl::StatusOr<std::vector<int64_t>> AddJobs(const std::vector<JobPlan>& plans, const std::string& change_id,
                                             estate::JobJournal& journal, const base::Clock& clock) {
  std::map<std::string, int64_t> open;
  const absl::Status read = journal.Visit([&](const estate::JobRow& row) {
    if (!row.progress.ended) open.emplace(row.job.location, row.id);
    return true;
  });
  if (!read.ok()) return read;
  std::vector<int64_t> jobs;
  for (const JobPlan& plan : plans) {
    if (const auto found = open.find(plan.Location()); found != open.end()) {
      jobs.push_back(found->second);
      continue;
    }
    estate::NewJob job;
    job.location = plan.Location();
    job.host = plan.endpoints.front().host;
    job.port = plan.endpoints.front().port;
    for (const estate::EndpointKey& endpoint : plan.endpoints) {
      job.endpoints.push_back(HostAndPort(endpoint.host, endpoint.port));
    }
    job.pem_path = plan.pem_path;
    job.plan_json = PlanToJson(plan);
    job.change_id = change_id;
    job.time = clock.NowUnixSeconds();
    const absl::StatusOr<int64_t> id = journal.Add(job, JobStateName(JobState::kQueued));
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

ReplaceOutcome RunJobs(const std::vector<int64_t>& jobs, const JobTools& tools, estate::JobJournal& journal,
                       const ReplaceOptions& options) {
  return Fleet(tools, journal, options).Run(jobs);
}

ReplaceOutcome RollBackJobs(const std::vector<int64_t>& jobs, const JobTools& tools, estate::JobJournal& journal,
                            const ReplaceOptions& options) {
  for (const int64_t id : jobs) {
    if (absl::Status status = CheckRollBack(id, journal).status(); !status.ok())
      return {.summary = {}, .status = status};
  }
  for (const int64_t id : jobs) {
    if (absl::Status status = BeginRollBack(id, journal, *tools.clock); !status.ok()) {
      return {.summary = {}, .status = status};
    }
  }
  return Fleet(tools, journal, options).RunAlone(jobs);
}

}  // namespace certsweep::replacer
