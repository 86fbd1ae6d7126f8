#include "replacer/replace.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "replacer/execute/job_runner.h"
#include "replacer/execute/owner.h"

namespace certsweep::replacer {
namespace {

absl::Status NoSuchJob(int64_t id) { return absl::NotFoundError(absl::StrCat("there is no job ", id)); }

// The job, where it can be rolled back: it was verified, or a rollback of it has begun.
absl::StatusOr<estate::JobRow> CheckRollBack(int64_t id, estate::JobJournal& journal) {
  absl::StatusOr<std::optional<estate::JobRow>> job = journal.Find(id);
  if (!job.ok()) return job.status();
  if (!job->has_value()) return NoSuchJob(id);
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

// A job, and as what it counts where it does not get its turn.
struct Turn {
  int64_t job = 0;
  JobState left = JobState::kQueued;
};

// Whether a job may be run, and how far.
enum class Rule : uint8_t {
  kUnderWay,  // to its end, whatever comes
  kAskCa,     // as far as it goes without the appliance
  kInWave,    // while the rollout goes on
  kRollBack,  // to its end, and no failure of a rollout
};

// Runs jobs with a bounded number of threads, and counts.
class Fleet {
 public:
  Fleet(const JobTools& tools, estate::JobJournal& journal, const ReplaceOptions& options)
      : tools_(tools), journal_(journal), options_(options), owner_(ThisOwner()), rollout_(options.rollout) {}

  ReplaceOutcome Run(const std::vector<int64_t>& jobs) {
    std::vector<Turn> under_way, begun, queued;
    for (const int64_t job : jobs) {
      const JobState state = StateOf(job);
      if (IsUnderWay(state)) {
        under_way.push_back({job, JobState::kPending});
      } else if (state == JobState::kQueued) {
        queued.push_back({job, JobState::kQueued});
      } else {
        begun.push_back({job, JobState::kPending});
      }
    }
    RunWave(under_way, Rule::kUnderWay);
    RunWave(begun, Rule::kAskCa);
    std::erase_if(begun, [this](const Turn& turn) { return !ready_.contains(turn.job); });
    begun.insert(begun.end(), queued.begin(), queued.end());
    RollOut(begun);
    return End();
  }

  // Each on its own: what is put back wants to be looked at. Once the user stops, no more begin.
  ReplaceOutcome RollBack(const std::vector<int64_t>& jobs) {
    for (const int64_t job : jobs) {
      const Turn turn{job, JobState::kQueued};
      if (MayGoOn() && Noted(BeginRollBack(job, journal_, *tools_.clock))) {
        RunWave(std::span(&turn, 1), Rule::kRollBack);
      } else {
        Count(turn.left);
      }
    }
    return End();
  }

 private:
  JobState StateOf(int64_t id) {
    const absl::StatusOr<std::optional<estate::JobRow>> job = journal_.Find(id);
    if (!job.ok() || !*job) return JobState::kQueued;
    return JobStateFromName((*job)->progress.state).value_or(JobState::kQueued);
  }

  void RollOut(std::span<const Turn> turns) {
    while (!turns.empty() && MayGoOn() && IsInWindow()) {
      const size_t size = rollout_.NextWave(turns.size());
      if (size == 0) break;
      RunWave(turns.first(size), Rule::kInWave);
      turns = turns.subspan(size);
    }
    for (const Turn& turn : turns) Count(turn.left);
  }

  bool MayGoOn() {
    const std::lock_guard lock(mutex_);
    return outcome_.status.ok() && !tools_.waiter->IsStopping() && !rollout_.has_stopped() && MayConnect();
  }

  bool MayConnect() const { return tools_.connector->WhyToStop().empty(); }

  bool MayBegin(Rule rule) {
    if (rule == Rule::kAskCa) return true;
    return rule == Rule::kInWave ? MayGoOn() && IsInWindow() : MayConnect();
  }

  bool IsInWindow() {
    const std::lock_guard lock(mutex_);
    if (!options_.in_window || options_.in_window(tools_.clock->NowUnixSeconds())) return true;
    outcome_.summary.stopped = "it is outside of the change window";
    return false;
  }

  void RunWave(std::span<const Turn> turns, Rule rule) {
    const RunnerContext context = ContextFor(rule);
    std::atomic<size_t> next = 0;
    const auto work = [&] {
      while (true) {
        const size_t place = next.fetch_add(1);
        if (place >= turns.size()) return;
        RunOne(turns[place], rule, context);
      }
    };
    const size_t threads = std::min(turns.size(), static_cast<size_t>(std::max(1, options_.max_parallel)));
    std::vector<std::jthread> running;
    for (size_t i = 1; i < threads; ++i) running.emplace_back(work);
    if (threads > 0) work();
  }

  RunnerContext ContextFor(Rule rule) {
    RunnerContext context;
    context.journal = &journal_;
    context.tools = &tools_;
    context.owner = owner_;
    if (rule == Rule::kAskCa) context.may_touch_appliance = [] { return false; };
    if (rule == Rule::kInWave) context.may_touch_appliance = [this] { return IsInWindow(); };
    context.on_state = [this](const estate::JobRow& job, JobState state, const std::string& detail) {
      const std::lock_guard lock(mutex_);
      if (options_.on_state) options_.on_state(job, state, detail);
    };
    return context;
  }

  void RunOne(const Turn& turn, Rule rule, const RunnerContext& context) {
    if (!MayBegin(rule)) return Count(turn.left);
    const absl::StatusOr<std::optional<estate::JobRow>> job = Take(turn.job);
    if (!job.ok()) return Fail(job.status());
    if (!job->has_value()) return Count(JobState::kQueued);
    const absl::StatusOr<JobEnding> ending = RunJob(**job, context);
    const absl::Status released = journal_.Release(turn.job, owner_);
    if (!ending.ok()) return Fail(ending.status());
    if (!released.ok()) return Fail(released);
    End(turn.job, ending->state, rule);
  }

  // The job, held by us; nothing where another process holds it.
  absl::StatusOr<std::optional<estate::JobRow>> Take(int64_t id) {
    const absl::StatusOr<std::optional<estate::JobRow>> seen = journal_.Find(id);
    if (!seen.ok()) return seen.status();
    if (!*seen) return NoSuchJob(id);
    const std::string& holder = (*seen)->owner;
    const int64_t now = tools_.clock->NowUnixSeconds();
    const absl::StatusOr<bool> held =
        journal_.Claim(id, owner_, IsGone(holder) ? holder : owner_, now, now + LeaseSeconds(tools_.settings));
    if (!held.ok()) return held.status();
    if (!*held) return std::nullopt;
    // As it is now that nobody else changes it.
    return journal_.Find(id);
  }

  // What the CA says to jobs of an earlier rollout is no matter of this one; how their appliances fare is.
  void End(int64_t id, JobState state, Rule rule) {
    const std::lock_guard lock(mutex_);
    if (rule == Rule::kAskCa && IsReady(state)) {
      ready_.insert(id);
      return;
    }
    outcome_.summary.Count(state);
    if (rule == Rule::kUnderWay || rule == Rule::kInWave) rollout_.Report(state);
  }

  void Count(JobState state) {
    const std::lock_guard lock(mutex_);
    outcome_.summary.Count(state);
  }

  bool Noted(const absl::Status& status) {
    const std::lock_guard lock(mutex_);
    outcome_.status.Update(status);
    return status.ok();
  }

  void Fail(const absl::Status& status) {
    Noted(status);
    Count(JobState::kPending);
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
  std::mutex mutex_;
  Rollout rollout_;
  std::set<int64_t> ready_;  // by what their CAs say now
  ReplaceOutcome outcome_;
};

}  // namespace

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
  return Fleet(tools, journal, options).RollBack(jobs);
}

}  // namespace certsweep::replacer
