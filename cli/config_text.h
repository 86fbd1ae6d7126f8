// What a configuration puts in force, as text. Thread-safe: pure.
#ifndef CERTSWEEP_CLI_CONFIG_TEXT_H_
#define CERTSWEEP_CLI_CONFIG_TEXT_H_

#include <string>

#include "engine/config/config.h"

namespace certsweep::cli {

// A table: every key, its value (long ones are cut) and where that comes from; then a line that sums up.
std::string RenderConfigTable(const config::Config& config);

// {"key":"policy.min_rsa_bits","value":3072,"source":"certsweep.toml:12","file":"certsweep.toml","line":12}, a line for
// every key; `file` and `line` are left out of a default, whose source is "default". `value` is null for what is off.
std::string RenderConfigJson(const config::Config& config);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_CONFIG_TEXT_H_
