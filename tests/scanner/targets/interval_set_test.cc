#include "scanner/targets/interval_set.h"

#include <random>
#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::scanner {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(IntervalSetTest, MergesWhatOverlapsOrTouches) {
  IntervalSet set;
  set.Add({10, 20});
  set.Add({30, 40});
  set.Add({21, 25});
  EXPECT_THAT(set.intervals(), ElementsAre(Interval{10, 25}, Interval{30, 40}));
  set.Add({5, 35});
  EXPECT_THAT(set.intervals(), ElementsAre(Interval{5, 40}));
}

TEST(IntervalSetTest, HoldsTheWholeSpace) {
  IntervalSet set;
  set.Add({absl::Uint128Max(), absl::Uint128Max()});
  set.Add({0, 0});
  EXPECT_THAT(set.Missing({0, absl::Uint128Max()}), ElementsAre(Interval{1, absl::Uint128Max() - 1}));
  set.Add({0, absl::Uint128Max()});
  EXPECT_THAT(set.intervals(), ElementsAre(Interval{0, absl::Uint128Max()}));
  EXPECT_THAT(set.Missing({0, absl::Uint128Max()}), IsEmpty());
}

TEST(IntervalSetTest, AgreesWithASetOfNumbers) {
  std::mt19937 random(1);
  for (int round = 0; round < 200; ++round) {
    IntervalSet set;
    std::set<unsigned> oracle;
    for (int step = 0; step < 20; ++step) {
      const unsigned first = random() % 100;
      const unsigned last = first + random() % 20;
      std::set<unsigned> missing;
      for (const Interval& part : set.Missing({first, last})) {
        for (absl::uint128 n = part.first; n <= part.last; ++n) missing.insert(static_cast<unsigned>(n));
      }
      std::set<unsigned> expected;
      for (unsigned n = first; n <= last; ++n) {
        if (!oracle.contains(n)) expected.insert(n);
      }
      ASSERT_EQ(missing, expected);
      set.Add({first, last});
      for (unsigned n = first; n <= last; ++n) oracle.insert(n);
    }
    for (unsigned n = 0; n < 130; ++n) ASSERT_EQ(set.Contains(n), oracle.contains(n)) << n;
    const auto intervals = set.intervals();
    for (size_t i = 1; i < intervals.size(); ++i) ASSERT_GT(intervals[i].first, intervals[i - 1].last + 1);
  }
}

}  // namespace
}  // namespace certsweep::scanner
