#include "scanner/targets/listed_order.h"

#include <fcntl.h>
#include <unistd.h>

#include "gtest/gtest.h"
#include "tests/scanner/targets/temporary_files.h"

namespace certsweep::scanner {
namespace {

// `count` entries whose offsets are i * 7 + 2^40, in the order of i.
EndpointIndex IndexOf(uint64_t count) {
  EndpointIndex index;
  for (uint64_t i = 0; i < count; ++i) index.Add({0, i}, i * 7 + (uint64_t{1} << 40));
  index.Sort();
  return index;
}

TEST(ListedOrderTest, GivesEveryOffsetInOrder) {
  for (const uint64_t count : {0u, 1u, 511u, 512u, 513u, 100'000u}) {
    auto spool = Spool::Create();
    ASSERT_TRUE(spool.ok()) << spool.status();
    auto order = ListedOrder::Create(*std::move(spool), IndexOf(count));
    ASSERT_TRUE(order.ok()) << order.status();
    EXPECT_EQ(order->size(), count);
    for (uint64_t i = 0; i < count; ++i) {
      EXPECT_EQ(order->given(), i);
      const auto offset = order->Next();
      ASSERT_TRUE(offset.ok()) << offset.status();
      ASSERT_EQ(*offset, i * 7 + (uint64_t{1} << 40));
    }
    EXPECT_EQ(order->given(), count);
  }
}

TEST(ListedOrderTest, AFullDiskIsToldAsSuch) {
  const auto order = ListedOrder::Create(Spool(FileDescriptor(::open("/dev/full", O_RDWR))), IndexOf(3));
  EXPECT_EQ(order.status().code(), absl::StatusCode::kResourceExhausted) << order.status();
}

TEST(ListedOrderTest, AFileThatWasCutIsInternal) {
  const TemporaryFolder folder;
  const std::string path = folder.Write("order", "");
  auto order = ListedOrder::Create(Spool(FileDescriptor(::open(path.c_str(), O_RDWR))), IndexOf(600));
  ASSERT_TRUE(order.ok()) << order.status();
  ASSERT_EQ(::truncate(path.c_str(), 4200), 0);
  for (int i = 0; i < 512; ++i) ASSERT_TRUE(order->Next().ok()) << i;
  EXPECT_EQ(order->Next().status().code(), absl::StatusCode::kInternal);
}

}  // namespace
}  // namespace certsweep::scanner
