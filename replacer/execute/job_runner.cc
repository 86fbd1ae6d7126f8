#include "replacer/execute/job_runner.h"

#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"
#include "replacer/execute/appliance_steps.h"
#include "replacer/execute/job_record.h"
#include "replacer/execute/request_steps.h"
#include "replacer/execute/step_outcome.h"
#include "replacer/plan/job_plan.h"

namespace certsweep::replacer {
namespace {

class Runner {
 public:
  Runner(const estate::JobRow& job, JobPlan plan, JobRecord record, JobState state, const RunnerContext& context)
      : job_(job),
        context_(context),
        plan_(std::move(plan)),
        record_(std::move(record)),
        state_(state),
        request_(plan_, record_, *context.tools),
        appliance_(plan_, record_, *context.tools) {
    ending_ = {state, job.progress.detail};
  }

  absl::StatusOr<JobEnding> Run() {
    if (record_.folder.empty()) record_.folder = FolderOfJob();
    while (!IsEnd(state_) && !IsToStop() && !IsToWait()) {
      if (absl::Status status = Renew(); !status.ok()) return status;
      StepOutcome outcome = Perform(NextStep(state_));
      state_ = StateAfter(state_, outcome.result);
      // Written down before it is done: what was restarted has to be restarted again with the old file.
      if (state_ == JobState::kTested) record_.restarted = true;
      if (state_ == JobState::kRolledBack || state_ == JobState::kNeedsAttention) {
        outcome.detail = absl::StrCat(why_, why_.empty() ? "" : "; ", outcome.detail);
      }
      if (state_ == JobState::kRollingBack) why_ = outcome.detail;
      if (absl::Status status = Write(outcome.detail); !status.ok()) return status;
      const bool waits = outcome.result == StepResult::kPending || outcome.result == StepResult::kTryLater;
      if (waits) break;
    }
    return ending_;
  }

 private:
  std::string FolderOfJob() const {
    return absl::StrCat(context_.tools->settings.work_dir, "/", job_.id, "-", plan_.name);
  }

  bool IsToStop() const { return context_.tools->waiter->IsStopping() && !IsUnderWay(state_); }

  bool IsToWait() const { return IsReady(state_) && context_.may_touch_appliance && !context_.may_touch_appliance(); }

  absl::Status Renew() {
    const int64_t now = context_.tools->clock->NowUnixSeconds();
    const absl::StatusOr<bool> held = context_.journal->Claim(job_.id, context_.owner, context_.owner, now,
                                                              now + LeaseSeconds(context_.tools->settings));
    if (!held.ok()) return held.status();
    if (*held) return absl::OkStatus();
    return absl::FailedPreconditionError(absl::StrCat("job ", job_.id, ": another process has taken it over"));
  }

  StepOutcome MakeKey() {
    if (!plan_.reuse_key) return request_.MakeKey("");
    const absl::StatusOr<base::SecretText> old_pem = appliance_.ReadOldPem();
    if (!old_pem.ok()) return StepOutcome::Failed(old_pem.status());
    return request_.MakeKey(old_pem->view());
  }

  // Links may lead several paths to one file, and then several jobs: from here on it is known by what it is.
  StepOutcome Preflight() {
    StepOutcome outcome = appliance_.Preflight();
    if (outcome.result != StepResult::kDone) return outcome;
    const std::string& resolved = record_.files.back().resolved;
    if (resolved == plan_.pem_path) return outcome;
    const absl::Status moved = context_.journal->Relocate(job_.id, context_.owner, plan_.LocationOf(resolved));
    if (moved.ok()) return outcome;
    return StepOutcome::Failed(base::Annotate(
        moved, absl::StrCat(base::DisplayText(plan_.pem_path), " leads to ", base::DisplayText(resolved))));
  }

  StepOutcome Perform(JobStep step) {
    switch (step) {
      case JobStep::kMakeKey:
        return MakeKey();
      case JobStep::kMakeRequest:
        return request_.MakeRequest();
      case JobStep::kAnnounce:
        return request_.Announce();
      case JobStep::kSubmit:
        return request_.Submit(job_.progress.state == JobStateName(JobState::kSubmitting));
      case JobStep::kPoll:
        return request_.Poll();
      case JobStep::kBundle:
        return request_.Bundle();
      case JobStep::kPreflight:
        return Preflight();
      case JobStep::kBackUp:
        return appliance_.BackUp();
      case JobStep::kUpload:
        return appliance_.Upload();
      case JobStep::kInstall:
        return appliance_.Install();
      case JobStep::kTest:
        return appliance_.Test();
      case JobStep::kRestart:
        return appliance_.Restart();
      case JobStep::kVerify:
        return appliance_.Verify();
      case JobStep::kRestore:
        break;
    }
    if (why_.empty()) why_ = job_.progress.detail;
    return appliance_.Restore();
  }

  absl::Status Write(const std::string& detail) {
    estate::JobProgress progress;
    progress.state = JobStateName(state_);
    progress.detail = detail;
    progress.progress_json = RecordToJson(record_);
    progress.ended = IsEnd(state_);
    progress.time = context_.tools->clock->NowUnixSeconds();
    if (absl::Status status = context_.journal->Write(job_.id, context_.owner, progress); !status.ok()) return status;
    ending_ = {state_, detail};
    if (context_.on_state) context_.on_state(job_, state_, detail);
    return absl::OkStatus();
  }

  const estate::JobRow& job_;
  const RunnerContext& context_;
  const JobPlan plan_;
  JobRecord record_;
  JobState state_;
  std::string why_;  // it is rolled back
  RequestSteps request_;
  ApplianceSteps appliance_;
  JobEnding ending_;
};

}  // namespace

int64_t LeaseSeconds(const JobSettings& settings) { return kLeaseSeconds + settings.settle_us / 1'000'000; }

absl::StatusOr<JobEnding> RunJob(const estate::JobRow& job, const RunnerContext& context) {
  absl::StatusOr<JobPlan> plan = PlanFromJson(job.job.plan_json);
  if (!plan.ok()) return base::Annotate(plan.status(), absl::StrCat("job ", job.id));
  absl::StatusOr<JobRecord> record = RecordFromJson(job.progress.progress_json);
  if (!record.ok()) return base::Annotate(record.status(), absl::StrCat("job ", job.id));
  const std::optional<JobState> state = JobStateFromName(job.progress.state);
  if (!state) {
    return absl::FailedPreconditionError(absl::StrCat(
        "job ", job.id, ": its state ", base::DisplayText(job.progress.state), " is of another certsweep"));
  }
  if (NeedsIssuer(*state) && !context.tools->issuers.contains(plan->issuer)) {
    return absl::FailedPreconditionError(absl::StrCat("job ", job.id, ": the configuration has no issuer ",
                                                      base::DisplayText(plan->issuer), " (any more)"));
  }
  return Runner(job, *std::move(plan), *std::move(record), *state, context).Run();
}

}  // namespace certsweep::replacer
