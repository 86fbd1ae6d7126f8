#include "cli/replace_command.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cli/exit_code.h"
#include "cli/login_secrets.h"
#include "cli/output.h"
#include "cli/record_access.h"
#include "cli/replace_settings.h"
#include "cli/replace_text.h"
#include "cli/rollout_progress.h"
#include "cli/terminal.h"
#include "cli/terminal_prompt.h"
#include "engine/base/clock.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"
#include "engine/estate/sqlite_estate.h"
#include "engine/estate/sqlite_job_journal.h"
#include "replacer/plan/candidate.h"
#include "replacer/plan/plan_builder.h"

namespace certsweep::cli {

namespace {

using replacer::JobPlan;

absl::StatusOr<config::Config> ReadConfig(ReplaceArguments& arguments) {
  absl::StatusOr<config::Config> config = config::LoadConfig(arguments.config);
  if (!config.ok()) return config;
  if (config->scan.record && !config->scan.record->empty() && !arguments.record_given) {
    arguments.record = *config->scan.record;
  }
  if (arguments.action == ReplaceAction::kPlan || arguments.action == ReplaceAction::kRun) {
    if (absl::Status status = config::CheckReplacementFiles(*config); !status.ok()) return status;
  }
  if (!config->replace.template_path.empty()) {
    // A job is gone on with in another folder, perhaps.
    std::error_code error;
    config->replace.template_path = std::filesystem::absolute(config->replace.template_path, error).string();
  }
  return config;
}

absl::StatusOr<std::vector<JobPlan>> ReadPlans(const ReplaceArguments& arguments, const config::Config& config,
                                               const base::Clock& clock) {
  const absl::StatusOr<std::unique_ptr<estate::Estate>> estate =
      estate::OpenSqliteEstate(arguments.record, {.read_only = true});
  if (!estate.ok()) return estate.status();
  const replacer::Selection selection{
      .hosts = arguments.hosts, .where = arguments.where, .expiring_within_s = arguments.expiring_within_s};
  const absl::StatusOr<std::vector<replacer::Candidate>> candidates =
      replacer::ReadCandidates(**estate, selection, clock.NowUnixSeconds());
  if (!candidates.ok()) return base::Annotate(candidates.status(), base::DisplayText(arguments.record));
  return replacer::BuildPlans(*candidates, config);
}

bool CanAllBeDone(const std::vector<JobPlan>& plans) {
  return std::all_of(plans.begin(), plans.end(), [](const JobPlan& plan) { return plan.problems.empty(); });
}

int Plan(const ReplaceArguments& arguments, const config::Config& config, const base::Clock& clock) {
  const absl::StatusOr<std::vector<JobPlan>> plans = ReadPlans(arguments, config, clock);
  if (!plans.ok()) return FailSetup(plans.status());
  const int told = ToldExitCode(
      WriteToStandardOutput(arguments.format == ReplaceFormat::kTable ? PlansText(*plans) : PlansJsonl(*plans)));
  if (told != 0) return told;
  return CanAllBeDone(*plans) ? kExitCompliant : kExitNoncompliant;
}

int Status(const ReplaceArguments& arguments) {
  const absl::StatusOr<std::unique_ptr<estate::JobJournal>> journal =
      estate::OpenSqliteJobJournal(arguments.record, {.read_only = true});
  if (!journal.ok()) return FailSetup(journal.status());
  std::vector<estate::JobRow> jobs;
  const absl::Status read = (*journal)->Visit([&jobs](const estate::JobRow& job) {
    estate::JobRow& kept = jobs.emplace_back(job);
    kept.job.plan_json.clear();
    kept.progress.progress_json.clear();
    return true;
  });
  if (!read.ok()) return FailSetup(read);
  return ToldExitCode(
      WriteToStandardOutput(arguments.format == ReplaceFormat::kTable ? JobsText(jobs) : JobsJsonl(jobs)));
}

// Runs jobs, tells of each state, and prints the summary.
class Execution {
 public:
  Execution(const ReplaceArguments& arguments, const config::Config& config, SignalWatcher& signals,
            const base::Clock& clock)
      : arguments_(arguments), config_(config), signals_(signals), clock_(clock) {}

  absl::Status OpenJournal() {
    absl::StatusOr<std::unique_ptr<estate::JobJournal>> journal = estate::OpenSqliteJobJournal(arguments_.record);
    if (!journal.ok()) return journal.status();
    journal_ = *std::move(journal);
    return absl::OkStatus();
  }

  // The tools for jobs that ask these issuers (no others are looked at: what is wrong with those is no matter now) and
  // log in as these users; what it takes for that is asked for.
  absl::Status OpenTools(const std::vector<std::string>& issuers, const std::set<std::string>& users) {
    TerminalPrompt prompt(signals_);
    const auto gather = [&] { return GatherLoginSecrets(config_.ssh, users, prompt); };
    absl::StatusOr<std::unique_ptr<ReplaceTools>> tools =
        MakeReplaceTools(config_, issuers, arguments_.accept_new_host_keys, gather, clock_, signals_.token());
    if (!tools.ok()) return tools.status();
    tools_ = *std::move(tools);
    return absl::OkStatus();
  }

  absl::Status OpenToolsFor(const std::vector<int64_t>& jobs, const std::vector<std::string>& issuers) {
    const absl::StatusOr<std::set<std::string>> users = replacer::UsersOf(jobs, *journal_);
    if (!users.ok()) return users.status();
    return OpenTools(issuers, *users);
  }

  estate::JobJournal& journal() { return *journal_; }

  int Run(const std::vector<int64_t>& jobs, uint64_t can_not) {
    signals_.StopGracefully();
    return End(replacer::RunJobs(jobs, tools_->tools, *journal_, Options(jobs.size())), can_not, false);
  }

  int RollBack(const std::vector<int64_t>& jobs) {
    signals_.StopGracefully();
    return End(replacer::RollBackJobs(jobs, tools_->tools, *journal_, Options(jobs.size())), 0, true);
  }

 private:
  replacer::ReplaceOptions Options(size_t jobs) {
    replacer::ReplaceOptions options = MakeReplaceOptions(config_);
    if (arguments_.quiet) return options;
    const Terminal terminal = TerminalOf(STDERR_FILENO);
    const auto mode = terminal.is_terminal ? RolloutProgressMode::kTerminal : RolloutProgressMode::kLog;
    progress_.emplace(mode, jobs, terminal.width, clock_.MonotonicMicros());
    options.on_state = [this](const estate::JobRow& job, replacer::JobState state, const std::string& detail) {
      WriteToStandardError(progress_->Update(job, state, detail, clock_.MonotonicMicros()));
    };
    return options;
  }

  void TellLearnedKeys() const {
    for (const replacer::LearnedHostKey& key : tools_->connector->learned()) {
      WriteToStandardError(absl::StrCat("learned the host key of ", base::DisplayText(key.host), ": ", key.type, " ",
                                        key.fingerprint, "\n"));
    }
  }

  int End(replacer::ReplaceOutcome outcome, uint64_t can_not, bool is_rollback) {
    outcome.summary.jobs += can_not;
    outcome.summary.skipped += can_not;
    if (!arguments_.quiet) {
      WriteToStandardError(progress_->Clear());
      TellLearnedKeys();
      WriteToStandardError(SummaryText(outcome.summary));
    }
    if (!outcome.status.ok()) Complain(base::ToStd(outcome.status.message()));
    return ReplaceExitCode(outcome.summary, outcome.status, is_rollback);
  }

  const ReplaceArguments& arguments_;
  const config::Config& config_;
  SignalWatcher& signals_;
  const base::Clock& clock_;
  std::unique_ptr<estate::JobJournal> journal_;
  std::unique_ptr<ReplaceTools> tools_;
  std::optional<RolloutProgress> progress_;  // none: nobody wants to see it
};

int NeedsYes() {
  Complain(
      "nothing was done: certificates of appliances are replaced with --yes only; `replace plan` tells what would be "
      "done");
  return kExitUsage;
}

// A plan may be one of a job that was begun with another issuer.
absl::StatusOr<std::vector<std::string>> IssuersOfOpenJobs(estate::JobJournal& journal) {
  const absl::StatusOr<std::vector<int64_t>> jobs = replacer::OpenJobs(journal);
  if (!jobs.ok()) return jobs.status();
  return replacer::IssuersOf(*jobs, journal);
}

int RunAll(const ReplaceArguments& arguments, const config::Config& config, SignalWatcher& signals,
           const base::Clock& clock) {
  if (!arguments.yes) return NeedsYes();
  absl::StatusOr<std::vector<JobPlan>> plans = ReadPlans(arguments, config, clock);
  if (!plans.ok()) return FailSetup(plans.status());
  const size_t all = plans->size();
  for (const JobPlan& plan : *plans) {
    for (const std::string& problem : plan.problems) Complain(absl::StrCat(plan.Title(), ": skipped: ", problem));
  }
  std::erase_if(*plans, [](const JobPlan& plan) { return !plan.problems.empty(); });
  Execution execution(arguments, config, signals, clock);
  if (absl::Status status = execution.OpenJournal(); !status.ok()) return FailSetup(status);
  absl::StatusOr<std::vector<std::string>> issuers = IssuersOfOpenJobs(execution.journal());
  if (!issuers.ok()) return FailSetup(issuers.status());
  for (const JobPlan& plan : *plans) issuers->push_back(plan.issuer);
  const absl::StatusOr<std::set<std::string>> users = replacer::UsersOf(*plans, execution.journal());
  if (!users.ok()) return FailSetup(users.status());
  if (absl::Status status = execution.OpenTools(*issuers, *users); !status.ok()) return FailSetup(status);
  const absl::StatusOr<std::vector<int64_t>> jobs =
      replacer::AddJobs(*plans, config.rollout.change_id, execution.journal(), clock);
  if (!jobs.ok()) return FailSetup(jobs.status());
  return execution.Run(*jobs, all - plans->size());
}

int Resume(const ReplaceArguments& arguments, const config::Config& config, SignalWatcher& signals,
           const base::Clock& clock) {
  if (!arguments.yes) return NeedsYes();
  Execution execution(arguments, config, signals, clock);
  if (absl::Status status = execution.OpenJournal(); !status.ok()) return FailSetup(status);
  const absl::StatusOr<std::vector<int64_t>> jobs = replacer::OpenJobs(execution.journal());
  if (!jobs.ok()) return FailSetup(jobs.status());
  const absl::StatusOr<std::vector<std::string>> issuers = IssuersOfOpenJobs(execution.journal());
  if (!issuers.ok()) return FailSetup(issuers.status());
  if (absl::Status status = execution.OpenToolsFor(*jobs, *issuers); !status.ok()) return FailSetup(status);
  return execution.Run(*jobs, 0);
}

int RollBack(const ReplaceArguments& arguments, const config::Config& config, SignalWatcher& signals,
             const base::Clock& clock) {
  if (!arguments.yes) return NeedsYes();
  Execution execution(arguments, config, signals, clock);
  if (absl::Status status = execution.OpenJournal(); !status.ok()) return FailSetup(status);
  const absl::StatusOr<std::vector<int64_t>> jobs = replacer::JobsToRollBack(arguments.hosts, execution.journal());
  if (!jobs.ok()) return FailSetup(jobs.status());
  if (absl::Status status = execution.OpenToolsFor(*jobs, {}); !status.ok()) return FailSetup(status);
  return execution.RollBack(*jobs);
}

}  // namespace

int RunReplaceCommand(ReplaceArguments arguments, SignalWatcher& signals) {
  const base::Clock& clock = base::SystemClock();
  if (arguments.action == ReplaceAction::kStatus && arguments.config.empty()) return Status(arguments);
  const absl::StatusOr<config::Config> config = ReadConfig(arguments);
  if (!config.ok()) return FailSetup(config.status());
  switch (arguments.action) {
    case ReplaceAction::kPlan:
      return Plan(arguments, *config, clock);
    case ReplaceAction::kRun:
      return arguments.dry_run ? Plan(arguments, *config, clock) : RunAll(arguments, *config, signals, clock);
    case ReplaceAction::kStatus:
      return Status(arguments);
    case ReplaceAction::kResume:
      return Resume(arguments, *config, signals, clock);
    case ReplaceAction::kRollback:
      break;
  }
  return RollBack(arguments, *config, signals, clock);
}

}  // namespace certsweep::cli
