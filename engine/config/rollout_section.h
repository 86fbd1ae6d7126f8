// [rollout]: how fast an estate is changed, and when. A value; thread-safe.
#ifndef CERTSWEEP_ENGINE_CONFIG_ROLLOUT_SECTION_H_
#define CERTSWEEP_ENGINE_CONFIG_ROLLOUT_SECTION_H_

#include <optional>
#include <string>

#include "engine/config/change_window.h"

namespace certsweep::config {

struct RolloutSection {
  int canary = 1;  // jobs that go first and must end verified; 0: none
  int wave = 10;   // jobs of the first wave
  double growth = 2.0;
  int max_parallel = 16;
  int max_failures = 0;  // of a wave; more stop the rollout
  std::optional<ChangeWindow> window = std::nullopt;
  std::string change_id = {};  // empty: not given
  int settle_seconds = 30;
};

}  // namespace certsweep::config

#endif  // CERTSWEEP_ENGINE_CONFIG_ROLLOUT_SECTION_H_
