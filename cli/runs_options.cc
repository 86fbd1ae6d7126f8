#include "cli/runs_options.h"

#include <limits>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cli/option_adder.h"
#include "cli/option_values.h"
#include "engine/base/rfc3339.h"

namespace certsweep::cli {

namespace {

constexpr int64_t kMostRuns = 1'000'000'000;

constexpr const char* kUsage =
    "certsweep runs [OPTION]...\n"
    "       certsweep runs prune [--keep N] [--older-than AGE] [--vacuum] [OPTION]...";

constexpr const char* kFooter =
    "Without prune: the runs on record, the newest first. prune deletes runs, and what no other run\n"
    "needs: those that are not among the N newest and older than AGE, where both are given. It shows\n"
    "them and asks first. The newest run, the newest that ended whole, and one that may still be\n"
    "running are never deleted. Room that becomes free is used again; --vacuum makes the file smaller.\n"
    "\n"
    "Exit codes: 0 done, or nothing to do; 2 usage, no record, or no leave to delete; 4 our own\n"
    "failure; 130 interrupted: the run that was being deleted is gone, the others are there.\n"
    "\n"
    "Examples:\n"
    "  certsweep runs -n 10\n"
    "  certsweep runs prune --older-than 400d --dry-run\n"
    "  certsweep runs prune --keep 365 --yes --vacuum";

absl::Status Wrong(const char* message) { return absl::InvalidArgumentError(message); }

// "400d", "8w", a date or a time.
absl::StatusOr<RunAge> ParseRunAge(const std::string& value) {
  const absl::StatusOr<int64_t> age = ParseAge("--older-than", value);
  if (age.ok()) return RunAge{.is_age = true, .seconds = *age};
  const absl::StatusOr<int64_t> time = base::ParseRfc3339(value);
  if (time.ok()) return RunAge{.is_age = false, .seconds = *time};
  return BadValue("--older-than", value, "is no age such as 400d or 8w, and no date such as 2026-01-02");
}

void AddPruneOptions(OptionAdder& add, RunsArguments& arguments) {
  add.Group("Prune");
  add.Value("--keep", "N", "Keep the N newest runs", [&arguments](const std::string& value) {
    const absl::StatusOr<int64_t> number = ParseInteger("--keep", value, 1, kMostRuns);
    if (number.ok()) arguments.keep = *number;
    return number.status();
  });
  add.Value("--older-than", "AGE", "Delete only runs that began before: 400d, 8w, or a date",
            [&arguments](const std::string& value) {
              const absl::StatusOr<RunAge> age = ParseRunAge(value);
              if (age.ok()) arguments.older_than = *age;
              return age.status();
            });
  add.Flag("--dry-run", "Show what would be deleted, and delete nothing", arguments.dry_run);
  add.Flag("--yes", "Do not ask", arguments.yes);
  add.Flag("--vacuum", "Give free room back: takes as much again meanwhile, and the record for itself",
           arguments.vacuum);
}

absl::Status SettlePrune(const RunsArguments& arguments) {
  if (arguments.number || arguments.format_given) return Wrong("-n and --format are for the list of runs only");
  if (!arguments.keep && !arguments.older_than && !arguments.vacuum) {
    return Wrong("prune what? --keep N, --older-than AGE, or both; --vacuum");
  }
  return absl::OkStatus();
}

}  // namespace

void AddRunsOptions(CLI::App& command, RunsArguments& arguments) {
  SetHelp(command, kUsage, kFooter);
  OptionAdder add(command);
  add.Positional(
      "[prune]", "delete runs",
      [&arguments](const std::string& value) {
        arguments.words.push_back(value);
        return absl::OkStatus();
      },
      "prune");
  add.Text("--record", "PATH", "The record (default estate.db)", arguments.record);
  add.Value("-n", "N", "Show the N newest runs only", [&arguments](const std::string& value) {
    const absl::StatusOr<int64_t> number = ParseInteger("-n", value, 1, kMostRuns);
    if (number.ok()) arguments.number = *number;
    return number.status();
  });
  add.Choice("-f,--format", "FORMAT", "table or jsonl (default table)", {"table", "jsonl"}, [&arguments](int place) {
    arguments.format = static_cast<RunsFormat>(place);
    arguments.format_given = true;
  });
  add.Choice("--color", "WHEN", "auto, always or never (default auto)", {"auto", "always", "never"}, arguments.color);
  AddPruneOptions(add, arguments);
}

absl::Status SettleRunsArguments(RunsArguments& arguments) {
  if (arguments.words.size() > 1) return Wrong("one thing to do: prune, or nothing for the list");
  if (arguments.words.size() == 1) {
    const absl::StatusOr<int> action = ParseChoice("runs", arguments.words[0], {"prune"});
    if (!action.ok()) return action.status();
    arguments.action = RunsAction::kPrune;
    return SettlePrune(arguments);
  }
  if (arguments.keep || arguments.older_than || arguments.dry_run || arguments.yes || arguments.vacuum) {
    return Wrong("--keep, --older-than, --dry-run, --yes and --vacuum are for prune only");
  }
  return absl::OkStatus();
}

}  // namespace certsweep::cli
