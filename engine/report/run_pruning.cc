#include "engine/report/run_pruning.h"

#include <algorithm>

#include "engine/report/run_diff.h"

namespace certsweep::report {
namespace {

bool MayBeRunning(const estate::RunInfo& run, int64_t now) {
  if (run.end) return false;
  return std::max(run.touched_unix_seconds.value_or(0), run.start.started_unix_seconds) > now - kMayBeRunningSeconds;
}

}  // namespace

std::vector<estate::RunInfo> RunsToPrune(std::span<const estate::RunInfo> runs, const PruneRule& rule,
                                         int64_t now_unix_seconds) {
  const auto newest_whole = std::find_if(runs.begin(), runs.end(), EndedWhole);
  std::vector<estate::RunInfo> gone;
  for (auto run = runs.begin(); run != runs.end(); ++run) {
    const bool too_new = rule.keep && run - runs.begin() < *rule.keep;
    const bool too_young = rule.before_unix_seconds && run->start.started_unix_seconds >= *rule.before_unix_seconds;
    if (too_new || too_young || run == runs.begin() || run == newest_whole) continue;
    if (!MayBeRunning(*run, now_unix_seconds)) gone.push_back(*run);
  }
  std::reverse(gone.begin(), gone.end());
  return gone;
}

}  // namespace certsweep::report
