// What the options of `scan` and the keys of [scan] may say: the same. Thread-safe: constants.
#ifndef CERTSWEEP_ENGINE_CONFIG_SCAN_VALUES_H_
#define CERTSWEEP_ENGINE_CONFIG_SCAN_VALUES_H_

#include <array>
#include <string_view>

namespace certsweep::config {

inline constexpr int kMostConcurrency = 1'000'000;
inline constexpr int kMostThreads = 1024;
inline constexpr int kMostRetries = 100;
inline constexpr double kMostRate = 1e9;        // endpoints a second
inline constexpr double kLeastTimeout = 0.001;  // seconds
inline constexpr double kMostTimeout = 86'400;  // seconds
inline constexpr int kLeastPort = 1;
inline constexpr int kMostPort = 65'535;

// `identity`, in the order of scanner::RangeIdentity.
inline constexpr std::array<std::string_view, 3> kRangeIdentityNames = {"none", "address", "ptr"};

}  // namespace certsweep::config

#endif  // CERTSWEEP_ENGINE_CONFIG_SCAN_VALUES_H_
