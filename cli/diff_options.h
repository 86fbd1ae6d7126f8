// The options of `certsweep diff`: from the command line into one struct.
#ifndef CERTSWEEP_CLI_DIFF_OPTIONS_H_
#define CERTSWEEP_CLI_DIFF_OPTIONS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "cli/scan_options.h"
#include "engine/estate/run_selector.h"

namespace certsweep::cli {

struct DiffArguments {
  std::optional<estate::RunSelector> before, after;  // there after SettleDiffArguments
  OutputFormat format = OutputFormat::kTable;
  std::string record = "estate.db";  // a path
  std::string output = "-";          // a path; "-": standard output
  bool all = false;                  // every row of the table
  bool quiet = false;
  When color = When::kAuto;

  // What the checks below have to know beside the values.
  std::vector<std::string> words;
  bool color_given = false;
};

// Declares the options on `command`; parsing it fills `arguments`, which must outlive it. Bad values are thrown, as
// CLI11 asks for.
void AddDiffOptions(CLI::App& command, DiffArguments& arguments);

// What no option can see alone: two runs, and whether the options are of the format.
absl::Status SettleDiffArguments(DiffArguments& arguments);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_DIFF_OPTIONS_H_
