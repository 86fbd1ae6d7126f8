#include "engine/base/host_and_port.h"

#include <gtest/gtest.h>

namespace certsweep::base {
namespace {

TEST(HostAndPortTest, AddressesOfVersion6StandInBrackets) {
  EXPECT_EQ(HostAndPort("2001:db8::1", 443), "[2001:db8::1]:443");
  EXPECT_EQ(HostAndPort("10.0.0.7", 65535), "10.0.0.7:65535");
  EXPECT_EQ(HostAndPort("a.example", 4343), "a.example:4343");
}

}  // namespace
}  // namespace certsweep::base
