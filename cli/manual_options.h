// The options of `certsweep completion` and `certsweep man`: from the command line into structs.
#ifndef CERTSWEEP_CLI_MANUAL_OPTIONS_H_
#define CERTSWEEP_CLI_MANUAL_OPTIONS_H_

#include <string>

#include "absl/status/status.h"
#include "cli/completion_script.h"

namespace CLI {
class App;
}

namespace certsweep::cli {

struct CompletionArguments {
  std::string name;  // as it was given
  Shell shell = Shell::kBash;
};

struct ManArguments {
  std::string command;  // empty: the program
  std::string folder;   // where all pages go; empty: one page, to standard output
};

// Declare the options on `command`; parsing it fills `arguments`, which must outlive it. Bad values are thrown, as
// CLI11 asks for.
void AddCompletionOptions(CLI::App& command, CompletionArguments& arguments);
void AddManOptions(CLI::App& command, ManArguments& arguments);

// What no option can see alone: no shell; a command beside a folder.
absl::Status SettleCompletionArguments(CompletionArguments& arguments);
absl::Status SettleManArguments(const ManArguments& arguments);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_MANUAL_OPTIONS_H_
