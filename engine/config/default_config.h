// The default configuration as a file: every section and key with what it does; what is off by default stands there as
// an example, in a comment. Thread-safe: pure function.
#ifndef CERTSWEEP_ENGINE_CONFIG_DEFAULT_CONFIG_H_
#define CERTSWEEP_ENGINE_CONFIG_DEFAULT_CONFIG_H_

#include <string>

namespace certsweep::config {

// ParseConfig makes of it what a default Config holds.
std::string DefaultConfigText();

}  // namespace certsweep::config

#endif  // CERTSWEEP_ENGINE_CONFIG_DEFAULT_CONFIG_H_
