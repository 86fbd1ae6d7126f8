// The options of `certsweep runs`: from the command line into one struct.
#ifndef CERTSWEEP_CLI_RUNS_OPTIONS_H_
#define CERTSWEEP_CLI_RUNS_OPTIONS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "cli/scan_options.h"

namespace certsweep::cli {

enum class RunsAction { kList, kPrune };
enum class RunsFormat { kTable, kJsonl };

// How old a run must be, or from before when.
struct RunAge {
  bool is_age = false;
  int64_t seconds = 0;  // of age; since the epoch

  int64_t BeganBefore(int64_t now_unix_seconds) const { return is_age ? now_unix_seconds - seconds : seconds; }
};

struct RunsArguments {
  RunsAction action = RunsAction::kList;
  std::string record = "estate.db";  // a path
  RunsFormat format = RunsFormat::kTable;
  std::optional<int64_t> number;  // of runs to list; none: all
  When color = When::kAuto;

  // Of prune.
  std::optional<int64_t> keep;
  std::optional<RunAge> older_than;
  bool dry_run = false;
  bool yes = false;
  bool vacuum = false;

  // What the check below needs beside the values.
  std::vector<std::string> words;
  bool format_given = false;
};

// Declares the options on `command`; parsing it fills `arguments`, which must outlive it. Bad values are thrown, as
// CLI11 asks for.
void AddRunsOptions(CLI::App& command, RunsArguments& arguments);

// What no option can see alone: what to do, and whether the options are for that.
absl::Status SettleRunsArguments(RunsArguments& arguments);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_RUNS_OPTIONS_H_
