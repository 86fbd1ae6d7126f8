#include "engine/report/expiry_counts.h"

#include <algorithm>

namespace certsweep::report {

namespace {

constexpr int64_t kSecondsPerDay = 86400;

}  // namespace

void ExpiryCounts::Count(const ResultLine& line) {
  if (!line.leaf) return;
  ++leaves_;
  const int64_t end = line.leaf->not_after;
  if (end < as_of_) {
    ++expired_;
    return;
  }
  if (!next_ || end < *next_) next_ = end;
  for (size_t i = 0; i < kDays.size(); ++i) within_[i] += end - as_of_ < kDays[i] * kSecondsPerDay ? 1 : 0;
}

uint64_t ExpiryCounts::Within(int days) const {
  const auto found = std::find(kDays.begin(), kDays.end(), days);
  return found == kDays.end() ? 0 : within_[static_cast<size_t>(found - kDays.begin())];
}

}  // namespace certsweep::report
