#include "engine/base/duration_text.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>

namespace certsweep::base {

std::string DurationText(double seconds) {
  constexpr double kDay = 86'400;
  if (seconds >= 2 * kDay) return std::to_string(static_cast<int64_t>(std::min(seconds / kDay, 9999.0))) + " days";
  const auto whole = static_cast<int>(seconds + 0.5);
  char text[32];
  if (whole < 3600) {
    std::snprintf(text, sizeof(text), "%d:%02d", whole / 60, whole % 60);
  } else {
    std::snprintf(text, sizeof(text), "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
  }
  return text;
}

}  // namespace certsweep::base
