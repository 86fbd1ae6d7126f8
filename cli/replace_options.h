// The options of `certsweep replace`: from the command line into one struct.
#ifndef CERTSWEEP_CLI_REPLACE_OPTIONS_H_
#define CERTSWEEP_CLI_REPLACE_OPTIONS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "cli/scan_options.h"
#include "engine/base/column_filter.h"

namespace certsweep::cli {

enum class ReplaceAction { kPlan, kRun, kStatus, kResume, kRollback };
enum class ReplaceFormat { kTable, kJsonl };

struct ReplaceArguments {
  ReplaceAction action = ReplaceAction::kPlan;
  std::vector<std::string> hosts;  // as the record has them: A-labels, addresses
  std::string config;              // a path; empty: none
  std::string record = "estate.db";
  std::vector<base::ColumnFilter> where;
  std::optional<int64_t> expiring_within_s;
  ReplaceFormat format = ReplaceFormat::kTable;
  bool dry_run = false;
  bool yes = false;
  bool accept_new_host_keys = false;
  bool quiet = false;

  // What the check below needs beside the values.
  std::vector<std::string> words;
  bool record_given = false;
  bool format_given = false;
};

// Declares the options on `command`; parsing it fills `arguments`, which must outlive it. Bad values are thrown, as
// CLI11 asks for.
void AddReplaceOptions(CLI::App& command, ReplaceArguments& arguments);

// What no option can see alone: what to do, and whether the options are for that.
absl::Status SettleReplaceArguments(ReplaceArguments& arguments);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_REPLACE_OPTIONS_H_
