// What a configuration puts in force, as text. Thread-safe: pure.
#ifndef CERTSWEEP_CLI_CONFIG_TEXT_H_
#define CERTSWEEP_CLI_CONFIG_TEXT_H_

#include <cstdint>
#include <string>

#include "engine/config/config.h"

namespace certsweep::cli {

// A table: every key, its value (long ones are cut) and where that comes from; where there are waivers another one,
// with whether each is in force as of `now_unix_seconds`; then a line that sums up.
std::string RenderConfigTable(const config::Config& config, int64_t now_unix_seconds);

// {"key":"policy.min_rsa_bits","value":3072,"source":"certsweep.toml:12","file":"certsweep.toml","line":12}, a line for
// every key; `file` and `line` are left out of a default, whose source is "default". `value` is null for what is off.
// Then a line for every waiver, with "key":"waiver", an object as value, and "state":"in_force" or "expired".
std::string RenderConfigJson(const config::Config& config, int64_t now_unix_seconds);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_CONFIG_TEXT_H_
