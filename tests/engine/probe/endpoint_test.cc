#include "engine/probe/endpoint.h"

#include "gtest/gtest.h"

namespace certsweep::probe {
namespace {

Endpoint EndpointOf(const std::string& host, const std::vector<std::string>& identities = {}) {
  Endpoint endpoint;
  endpoint.host = host;
  endpoint.identities = identities;
  return endpoint;
}

TEST(EndpointTest, TargetIsHostAndPort) {
  Endpoint endpoint = EndpointOf("sps.example");
  EXPECT_EQ(endpoint.Target(), "sps.example:443");
  endpoint.port = 4343;
  EXPECT_EQ(endpoint.Target(), "sps.example:4343");
  endpoint.host = "10.0.0.1";
  EXPECT_EQ(endpoint.Target(), "10.0.0.1:4343");
  endpoint.host = "2001:db8::1";
  EXPECT_EQ(endpoint.Target(), "[2001:db8::1]:4343");
}

TEST(ServerNameTest, TheHostWhereItIsADnsName) {
  EXPECT_EQ(ServerName(EndpointOf("sps.example", {"other.example"})), "sps.example");
}

TEST(ServerNameTest, ElseTheFirstDnsIdentity) {
  EXPECT_EQ(ServerName(EndpointOf("10.0.0.1", {"10.0.0.1", "a.example", "b.example"})), "a.example");
  EXPECT_EQ(ServerName(EndpointOf("2001:db8::1", {"a.example"})), "a.example");
}

// An address is never sent as SNI (RFC 6066, 3).
TEST(ServerNameTest, ElseNone) {
  EXPECT_EQ(ServerName(EndpointOf("10.0.0.1")), "");
  EXPECT_EQ(ServerName(EndpointOf("10.0.0.1", {"10.0.0.1", "2001:db8::1"})), "");
}

}  // namespace
}  // namespace certsweep::probe
