#include "scanner/targets/permutation.h"

#include <cstdlib>
#include <vector>

#include "gtest/gtest.h"

namespace certsweep::scanner {
namespace {

TEST(PermutationTest, IsABijection) {
  for (const uint64_t size : {1u, 2u, 3u, 4u, 5u, 15u, 16u, 17u, 255u, 256u, 257u, 1000u, 65536u, 100003u}) {
    const Permutation order(size, 7);
    std::vector<bool> seen(size);
    for (uint64_t i = 0; i < size; ++i) {
      const uint64_t at = order.At(i);
      ASSERT_LT(at, size);
      ASSERT_FALSE(seen[at]) << size;
      seen[at] = true;
    }
  }
}

TEST(PermutationTest, HugeSizesStayInRange) {
  for (const uint64_t size : {uint64_t{1} << 32, (uint64_t{1} << 48) - 5, uint64_t{1} << 62, (uint64_t{1} << 61) + 1}) {
    const Permutation order(size, 7);
    for (uint64_t i = 0; i < 100; ++i) EXPECT_LT(order.At(size - 1 - i), size);
  }
}

TEST(PermutationTest, NeighboursAreScattered) {
  const Permutation order(uint64_t{1} << 24, 7);
  int close = 0;
  for (uint64_t i = 1; i < 10000; ++i) {
    const auto step = static_cast<int64_t>(order.At(i)) - static_cast<int64_t>(order.At(i - 1));
    if (std::abs(step) < 256) ++close;
  }
  EXPECT_LT(close, 20);  // a random order has one in 32,768
}

TEST(PermutationTest, SeedsGiveOtherOrders) {
  const Permutation a(1000, 1);
  const Permutation b(1000, 2);
  int same = 0;
  for (uint64_t i = 0; i < 1000; ++i) same += a.At(i) == b.At(i) ? 1 : 0;
  EXPECT_LT(same, 50);
}

}  // namespace
}  // namespace certsweep::scanner
