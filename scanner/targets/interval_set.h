// IntervalSet: a set of 128-bit numbers kept as disjoint, merged intervals. Not thread-safe while it is changed.
#ifndef CERTSWEEP_SCANNER_TARGETS_INTERVAL_SET_H_
#define CERTSWEEP_SCANNER_TARGETS_INTERVAL_SET_H_

#include <vector>

#include "absl/container/btree_map.h"
#include "absl/numeric/int128.h"

namespace certsweep::scanner {

struct Interval {
  absl::uint128 first = 0;
  absl::uint128 last = 0;  // inclusive, so that the whole space fits

  friend bool operator==(const Interval&, const Interval&) = default;
};

class IntervalSet {
 public:
  void Add(const Interval& interval);
  bool Contains(absl::uint128 number) const;
  // The parts of `interval` that are not in the set, ascending.
  std::vector<Interval> Missing(const Interval& interval) const;

  bool empty() const { return lasts_.empty(); }
  std::vector<Interval> intervals() const;

 private:
  using Map = absl::btree_map<absl::uint128, absl::uint128>;  // first -> last
  // The first interval that ends at or after `number`.
  Map::const_iterator FirstEndingFrom(absl::uint128 number) const;

  Map lasts_;
};

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_TARGETS_INTERVAL_SET_H_
