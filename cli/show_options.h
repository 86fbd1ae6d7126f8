// The options of `certsweep show`: from the command line into one struct.
#ifndef CERTSWEEP_CLI_SHOW_OPTIONS_H_
#define CERTSWEEP_CLI_SHOW_OPTIONS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "cli/scan_options.h"
#include "engine/report/endpoint_history.h"

namespace certsweep::cli {

enum class ShowFormat { kTable, kJsonl };

struct ShowArguments {
  report::HistoryQuestion question;  // there after SettleShowArguments
  std::string record = "estate.db";  // a path
  ShowFormat format = ShowFormat::kTable;
  bool pem = false;
  When color = When::kAuto;

  // What the check below needs.
  std::vector<std::string> words;
};

// Declares the options on `command`; parsing it fills `arguments`, which must outlive it. Bad values are thrown, as
// CLI11 asks for.
void AddShowOptions(CLI::App& command, ShowArguments& arguments);

// What no option can see alone: one host or address.
absl::Status SettleShowArguments(ShowArguments& arguments);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_SHOW_OPTIONS_H_
