// Which runs of the record may go. A pure function; thread-safe.
#ifndef CERTSWEEP_ENGINE_REPORT_RUN_PRUNING_H_
#define CERTSWEEP_ENGINE_REPORT_RUN_PRUNING_H_

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/estate/estate.h"

namespace certsweep::report {

// A run goes if all that are given say so. REQUIRES: at least one is.
struct PruneRule {
  std::optional<int64_t> keep;                 // it is not among so many newest
  std::optional<int64_t> before_unix_seconds;  // it began before then
};

// For so long a run without an end may still be running, counted from its last result (or its beginning).
inline constexpr int64_t kMayBeRunningSeconds = 2 * 86400;

// `runs`: all, the newest first. What is to go, the oldest first. Never the newest run that ended whole, nor the newest
// of all, nor one that may be running.
std::vector<estate::RunInfo> RunsToPrune(std::span<const estate::RunInfo> runs, const PruneRule& rule,
                                         int64_t now_unix_seconds);

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_RUN_PRUNING_H_
