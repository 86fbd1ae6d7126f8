#include "scanner/targets/done_endpoints.h"

#include "gtest/gtest.h"

namespace certsweep::scanner {
namespace {

using Found = DoneEndpoints::Found;

std::optional<base::IpAddress> Address(std::string_view text) { return base::IpAddress::Parse(text); }

TEST(DoneEndpointsTest, KnowsHostAddressAndPort) {
  DoneEndpoints done;
  done.Add("sps.example", Address("10.0.0.7"), 443, true);
  done.Add("sps.example", Address("2001:db8::7"), 443, false);
  done.Add("10.0.0.9", Address("10.0.0.9"), 4343, true);
  done.Add("gone.example", std::nullopt, 443, true);
  done.Sort();
  EXPECT_EQ(done.size(), 4u);
  EXPECT_EQ(done.Find("sps.example", Address("10.0.0.7"), 443), Found::kReached);
  EXPECT_EQ(done.Find("sps.example", Address("2001:db8::7"), 443), Found::kNotReached);
  EXPECT_EQ(done.Find("10.0.0.9", Address("10.0.0.9"), 4343), Found::kReached);
  EXPECT_EQ(done.Find("gone.example", std::nullopt, 443), Found::kReached);
  EXPECT_EQ(done.Find("sps.example", Address("10.0.0.8"), 443), Found::kNo);
  EXPECT_EQ(done.Find("sps.example", Address("10.0.0.7"), 444), Found::kNo);
  EXPECT_EQ(done.Find("other.example", Address("10.0.0.7"), 443), Found::kNo);
  EXPECT_EQ(done.Find("sps.example", std::nullopt, 443), Found::kNo);
}

TEST(DoneEndpointsTest, KnowsNamesOfWhichAnythingIsDone) {
  DoneEndpoints done;
  done.Add("sps.example", Address("10.0.0.7"), 443, true);
  done.Add("10.0.0.9", Address("10.0.0.9"), 443, true);
  done.Sort();
  EXPECT_TRUE(done.HasName("sps.example", 443));
  EXPECT_FALSE(done.HasName("sps.example", 4343));
  EXPECT_FALSE(done.HasName("other.example", 443));
}

TEST(DoneEndpointsTest, NothingIsDoneAtFirst) {
  DoneEndpoints done;
  done.Sort();
  EXPECT_EQ(done.Find("a", std::nullopt, 1), Found::kNo);
  EXPECT_FALSE(done.HasName("a", 1));
}

}  // namespace
}  // namespace certsweep::scanner
