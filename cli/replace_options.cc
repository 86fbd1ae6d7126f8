#include "cli/replace_options.h"

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cli/option_adder.h"
#include "cli/option_values.h"
#include "engine/base/text.h"
#include "engine/probe/target_syntax.h"

namespace certsweep::cli {

namespace {

constexpr const char* kUsage =
    "certsweep replace plan --config FILE [OPTION]... [HOST]...\n"
    "       certsweep replace run --config FILE --yes [OPTION]... [HOST]...\n"
    "       certsweep replace status [OPTION]...\n"
    "       certsweep replace resume --config FILE --yes [OPTION]...\n"
    "       certsweep replace rollback --config FILE --yes [OPTION]... HOST...";

constexpr const char* kFooter =
    "plan tells what would be done to which host, and what can't be done and why; nothing is touched.\n"
    "run does it: canaries first, then waves. For each appliance: key, request, CA, server.pem, backup,\n"
    "upload, one rename, restart, and a look at what is served; what is not right is put back. resume\n"
    "ends what was begun and goes on with what is queued. rollback puts the old certificate back.\n"
    "Without HOST, --where and --expiring-within: what scans have queued. A passphrase or password that\n"
    "it takes to log in is asked for on the terminal before anything is done; plan asks for none.\n"
    "\n"
    "Exit codes: 0 all verified, or nothing to do (plan, --dry-run: all can be done); 1 some failed, were\n"
    "rolled back or need attention, or the rollout stopped (plan: some can not be done); 2 usage or\n"
    "configuration: nothing was done; 3 none of those, but some are pending or were skipped; 4 our own\n"
    "failure; 130 interrupted: jobs under way were ended or stand still, and resume goes on.\n"
    "\n"
    "Examples:\n"
    "  certsweep replace plan --config certsweep.toml\n"
    "  certsweep replace run --config certsweep.toml --dry-run\n"
    "  certsweep replace status --format jsonl";

absl::Status Wrong(std::string message) { return absl::InvalidArgumentError(message); }

void AddSelection(OptionAdder& add, ReplaceArguments& arguments) {
  add.Group("What");
  add.Repeated("--where", "COLUMN=VALUE", "Only hosts whose line of the inventory says so", TakeWhere(arguments.where));
  add.Value("--expiring-within", "AGE", "Also what expires within so long: 30d, 8w",
            [&arguments](const std::string& value) {
              const absl::StatusOr<int64_t> age = ParseAge("--expiring-within", value);
              if (age.ok()) arguments.expiring_within_s = *age;
              return age.status();
            });
}

absl::Status TakeHosts(ReplaceArguments& arguments) {
  for (size_t i = 1; i < arguments.words.size(); ++i) {
    const absl::StatusOr<probe::HostTarget> host = probe::ParseHostTarget(arguments.words[i]);
    if (!host.ok()) return host.status();
    if (host->port)
      return Wrong(absl::StrCat(arguments.words[i], ": a host without a port is meant: a job is about all of them"));
    arguments.hosts.push_back(host->host);
  }
  return absl::OkStatus();
}

absl::Status CheckOptions(const ReplaceArguments& arguments) {
  const ReplaceAction action = arguments.action;
  const bool selects = action == ReplaceAction::kPlan || action == ReplaceAction::kRun;
  if (!selects && (!arguments.where.empty() || arguments.expiring_within_s)) {
    return Wrong("--where and --expiring-within are for plan and run");
  }
  if (action != ReplaceAction::kRun && arguments.dry_run) return Wrong("--dry-run is for run");
  if (action == ReplaceAction::kRollback && arguments.hosts.empty()) return Wrong("rollback of which HOST?");
  if ((action == ReplaceAction::kStatus || action == ReplaceAction::kResume) && !arguments.hosts.empty()) {
    return Wrong("HOST is for plan, run and rollback");
  }
  const bool prints = action == ReplaceAction::kPlan || action == ReplaceAction::kStatus || arguments.dry_run;
  if (arguments.format_given && !prints) return Wrong("--format is for plan, status and run --dry-run");
  if (action != ReplaceAction::kStatus && arguments.config.empty()) {
    return Wrong("--config FILE is needed: it says who signs, and how appliances are reached");
  }
  return absl::OkStatus();
}

}  // namespace

void AddReplaceOptions(CLI::App& command, ReplaceArguments& arguments) {
  SetHelp(command, kUsage, kFooter);
  OptionAdder add(command);
  add.Positional(
      "plan|run|status|resume|rollback", "what to do, and to which hosts",
      [&arguments](const std::string& value) {
        arguments.words.push_back(value);
        return absl::OkStatus();
      },
      "plan|run|status|resume|rollback");
  add.Text("--config", "FILE", "The certsweep.toml: who signs, how appliances are reached", arguments.config);
  add.Value("--record", "PATH", "The record (default: that of the configuration, or estate.db)",
            [&arguments](const std::string& value) {
              arguments.record = value;
              arguments.record_given = true;
              return absl::OkStatus();
            });
  add.Choice("-f,--format", "FORMAT", "table or jsonl (default table)", {"table", "jsonl"}, [&arguments](int place) {
    arguments.format = static_cast<ReplaceFormat>(place);
    arguments.format_given = true;
  });
  add.Flag("--dry-run", "As plan: nothing is touched", arguments.dry_run);
  add.Flag("--yes", "Do not ask", arguments.yes);
  add.Flag("--accept-new-host-keys", "Trust SSH host keys that are not known yet, and list them",
           arguments.accept_new_host_keys);
  add.Flag("-q,--quiet", "Nothing on stderr but what went wrong", arguments.quiet);
  AddSelection(add, arguments);
}

absl::Status SettleReplaceArguments(ReplaceArguments& arguments) {
  if (arguments.words.empty()) return Wrong("replace what? plan, run, status, resume or rollback");
  const absl::StatusOr<int> action =
      ParseChoice("replace", arguments.words[0], {"plan", "run", "status", "resume", "rollback"});
  if (!action.ok()) return action.status();
  arguments.action = static_cast<ReplaceAction>(*action);
  if (absl::Status status = TakeHosts(arguments); !status.ok()) return status;
  return CheckOptions(arguments);
}

}  // namespace certsweep::cli
