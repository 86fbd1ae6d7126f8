// Puts what a certsweep.toml says in the place of defaults.
#ifndef CERTSWEEP_CLI_CONFIG_FILE_H_
#define CERTSWEEP_CLI_CONFIG_FILE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "engine/config/config.h"
#include "engine/pki/policy.h"

namespace certsweep::cli {

// The options of a command that a configuration speaks of, as the command line left them.
struct ConfigurableOptions {
  pki::Policy& policy;
  bool min_days_left_given;  // on the command line
  std::vector<std::string>& trust;
  std::vector<std::string>& intermediates;
  std::vector<std::string>& crls;
};

// Sets what the command line did not: what was given there stays, also a list, which takes the place of the file's.
void ApplyConfig(config::Config config, const ConfigurableOptions& options);

// Reads the file first. Without a path nothing is done. InvalidArgument or NotFound, a text line for everything that is
// wrong, leaves the options alone.
absl::Status ApplyConfigFile(const std::string& path, const ConfigurableOptions& options);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_CONFIG_FILE_H_
