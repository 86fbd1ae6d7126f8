// The options of `certsweep config`: from the command line into one struct.
#ifndef CERTSWEEP_CLI_CONFIG_OPTIONS_H_
#define CERTSWEEP_CLI_CONFIG_OPTIONS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace CLI {
class App;
}

namespace certsweep::cli {

enum class ConfigAction { kCheck, kDefault };
enum class ConfigFormat { kTable, kJsonl };

struct ConfigArguments {
  ConfigAction action = ConfigAction::kCheck;
  std::string file;  // empty: none
  ConfigFormat format = ConfigFormat::kTable;

  // What the check below needs.
  std::vector<std::string> words;
  bool format_given = false;
};

// Declares the options on `command`; parsing it fills `arguments`, which must outlive it. Bad values are thrown, as
// CLI11 asks for.
void AddConfigOptions(CLI::App& command, ConfigArguments& arguments);

// What no option can see alone: what to do, with which file.
absl::Status SettleConfigArguments(ConfigArguments& arguments);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_CONFIG_OPTIONS_H_
