#include "scanner/schedule/slot_count.h"

#include <limits>

#include "gtest/gtest.h"

namespace certsweep::scanner {
namespace {

TEST(SlotCountTest, AsManyAsAskedForWhereDescriptorsSuffice) {
  EXPECT_EQ(SlotCount({.concurrency = 500, .descriptor_limit = 1'048'576, .descriptors_open = 20, .workers = 2}), 500);
  EXPECT_EQ(SlotCount({.concurrency = 20'000,
                       .descriptor_limit = std::numeric_limits<uint64_t>::max(),  // RLIM_INFINITY
                       .descriptors_open = 20,
                       .workers = 2}),
            20'000);
}

TEST(SlotCountTest, FewerWhereTheyDoNot) {
  const int slots = SlotCount({.concurrency = 20'000, .descriptor_limit = 1024, .descriptors_open = 20, .workers = 2});
  EXPECT_GT(slots, 900);
  // Each worker's own (epoll, timer, waker, resolver) and the outputs' stay free.
  EXPECT_LE(slots + 20 + 2 * 12 + 24, 1024);
}

TEST(SlotCountTest, AlwaysOne) {
  EXPECT_EQ(SlotCount({.concurrency = 500, .descriptor_limit = 10, .descriptors_open = 20, .workers = 2}), 1);
  EXPECT_EQ(SlotCount({.concurrency = 500, .descriptor_limit = 0, .descriptors_open = 0, .workers = 64}), 1);
  EXPECT_EQ(SlotCount({.concurrency = 0, .descriptor_limit = 1024, .descriptors_open = 0, .workers = 1}), 1);
  EXPECT_EQ(SlotCount({.concurrency = -5, .descriptor_limit = 1024, .descriptors_open = 0, .workers = 1}), 1);
}

}  // namespace
}  // namespace certsweep::scanner
