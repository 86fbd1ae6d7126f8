#include "scanner/targets/endpoint_index.h"

#include <set>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::scanner {
namespace {

using ::testing::ElementsAre;

std::optional<base::IpAddress> Address(std::string_view text) { return base::IpAddress::Parse(text); }

TEST(EndpointIndexTest, HashesTellEndpointsApart) {
  std::set<EndpointHash> hashes;
  hashes.insert(HashEndpoint("a", std::nullopt, 443));
  hashes.insert(HashEndpoint("a", std::nullopt, 444));
  hashes.insert(HashEndpoint("b", std::nullopt, 443));
  hashes.insert(HashEndpoint("a", Address("10.0.0.1"), 443));
  hashes.insert(HashEndpoint("a", Address("10.0.0.2"), 443));
  hashes.insert(HashEndpoint("10.0.0.1", Address("10.0.0.1"), 443));
  hashes.insert(HashEndpoint("10.0.0.1", Address("10.0.0.2"), 443));
  hashes.insert(HashEndpoint("::1", Address("::1"), 443));
  EXPECT_EQ(hashes.size(), 8u);
  EXPECT_EQ(HashEndpoint("10.0.0.1", Address("10.0.0.1"), 443), HashAddress(*Address("10.0.0.1"), 443));
}

TEST(EndpointIndexTest, FindsTheFirstAndMergesTheRest) {
  EndpointIndex index;
  const EndpointHash a{1, 1};
  const EndpointHash b{1, 2};
  const EndpointHash c{0, 9};
  index.Add(a, 30);
  index.Add(b, 20);
  index.Add(a, 10);
  index.Add(c, 40);
  index.Add(a, 50);
  index.Sort();
  EXPECT_EQ(index.FirstOffset(a), 10u);
  EXPECT_EQ(index.FirstOffset(b), 20u);
  EXPECT_EQ(index.FirstOffset({2, 0}), std::nullopt);

  std::vector<uint64_t> merged;
  const auto status = index.Merge([&](auto entries) -> absl::StatusOr<uint64_t> {
    for (const auto& entry : entries) merged.push_back(entry.offset);
    return 99;
  });
  EXPECT_TRUE(status.ok());
  EXPECT_THAT(merged, ElementsAre(10, 30, 50));
  ASSERT_EQ(index.size(), 3u);
  EXPECT_EQ(index.offset(0), 40u);
  EXPECT_EQ(index.offset(1), 99u);
  EXPECT_EQ(index.offset(2), 20u);
}

}  // namespace
}  // namespace certsweep::scanner
