#include "scanner/targets/interval_set.h"

#include <algorithm>
#include <iterator>

namespace certsweep::scanner {

IntervalSet::Map::const_iterator IntervalSet::FirstEndingFrom(absl::uint128 number) const {
  auto next = lasts_.upper_bound(number);
  if (next != lasts_.begin() && std::prev(next)->second >= number) return std::prev(next);
  return next;
}

void IntervalSet::Add(const Interval& interval) {
  absl::uint128 first = interval.first;
  absl::uint128 last = interval.last;
  // Neighbours that merely touch are merged as well: one number to the left and to the right, where there is one.
  auto at = FirstEndingFrom(first == 0 ? first : first - 1);
  while (at != lasts_.end() && (last == absl::Uint128Max() || at->first <= last + 1)) {
    first = std::min(first, at->first);
    last = std::max(last, at->second);
    at = lasts_.erase(at);
  }
  lasts_.emplace(first, last);
}

bool IntervalSet::Contains(absl::uint128 number) const {
  const auto at = FirstEndingFrom(number);
  return at != lasts_.end() && at->first <= number;
}

std::vector<Interval> IntervalSet::Missing(const Interval& interval) const {
  std::vector<Interval> missing;
  absl::uint128 next = interval.first;
  for (auto at = FirstEndingFrom(next); at != lasts_.end() && at->first <= interval.last; ++at) {
    if (at->first > next) missing.push_back({next, at->first - 1});
    if (at->second >= interval.last) return missing;
    next = at->second + 1;
  }
  missing.push_back({next, interval.last});
  return missing;
}

std::vector<Interval> IntervalSet::intervals() const {
  std::vector<Interval> all;
  all.reserve(lasts_.size());
  for (const auto& [first, last] : lasts_) all.push_back({first, last});
  return all;
}

}  // namespace certsweep::scanner
