#include "engine/probe/waiver.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::probe {
namespace {

using ::testing::HasSubstr;

constexpr int64_t kMidnight = 1'798'675'200;  // 2026-12-31T00:00:00Z

Endpoint At(const std::string& host, const char* address, uint16_t port = 443) {
  Endpoint endpoint;
  endpoint.host = host;
  if (address != nullptr) endpoint.address = base::IpAddress::Parse(address);
  endpoint.port = port;
  endpoint.identities = {"other.example"};
  endpoint.columns = {{"Site", "leeds"}};
  return endpoint;
}

bool Covers(const std::string& host, const Endpoint& endpoint) {
  const absl::StatusOr<Target> target = ParseTarget(host);
  EXPECT_TRUE(target.ok()) << target.status();
  return Waiver{.host = *target}.Covers(endpoint);
}

TEST(WaiverTest, ANameIsThatHostAtEveryPortOrOne) {
  const Endpoint endpoint = At("a.example", "10.0.0.7", 4343);
  EXPECT_TRUE(Covers("A.example", endpoint));
  EXPECT_TRUE(Covers("a.example:4343", endpoint));
  EXPECT_FALSE(Covers("a.example:443", endpoint));
  EXPECT_FALSE(Covers("b.a.example", endpoint));
  EXPECT_FALSE(Covers("other.example", endpoint)) << "an identity is no host";
  EXPECT_TRUE(Covers("a.example", At("a.example", nullptr)));
}

TEST(WaiverTest, AnAddressIsWhereTheEndpointWasReached) {
  EXPECT_TRUE(Covers("10.0.0.7", At("a.example", "10.0.0.7")));
  EXPECT_TRUE(Covers("10.0.0.7", At("10.0.0.7", "10.0.0.7")));
  EXPECT_TRUE(Covers("::ffff:10.0.0.7", At("a.example", "10.0.0.7")));
  EXPECT_TRUE(Covers("10.0.0.7", At("10.0.0.7", "10.9.9.9"))) << "an inventory sends it elsewhere";
  EXPECT_FALSE(Covers("10.0.0.7", At("a.example", nullptr)));
  EXPECT_FALSE(Covers("10.0.0.7", At("a.example", "10.0.0.8")));
  EXPECT_FALSE(Covers("10.0.0.7:443", At("a.example", "10.0.0.7", 4343)));
  EXPECT_TRUE(Covers("[2001:db8::7]:443", At("a.example", "2001:db8::7")));
}

TEST(WaiverTest, ANetworkOrRangeHasItsEnds) {
  EXPECT_TRUE(Covers("10.0.0.0/24", At("a.example", "10.0.0.0")));
  EXPECT_TRUE(Covers("10.0.0.0/24", At("a.example", "10.0.0.255")));
  EXPECT_TRUE(Covers("10.0.0.0/24", At("a.example", "::ffff:10.0.0.7")));
  EXPECT_FALSE(Covers("10.0.0.0/24", At("a.example", "10.0.1.0")));
  EXPECT_FALSE(Covers("10.0.0.0/24", At("a.example", nullptr)));
  EXPECT_FALSE(Covers("10.0.0.0/24", At("a.example", "2001:db8::1")));
  EXPECT_TRUE(Covers("10.0.0.5-9", At("a.example", "10.0.0.9")));
  EXPECT_FALSE(Covers("10.0.0.5-9", At("a.example", "10.0.0.4")));
  EXPECT_TRUE(Covers("2001:db8::/112", At("a.example", "2001:db8::ffff")));
}

TEST(WaiverTest, BothConditionsMustMatch) {
  const Endpoint endpoint = At("a.example", "10.0.0.7");
  Waiver waiver{.where = base::ColumnFilter{"site", "leeds"}};
  EXPECT_TRUE(waiver.Covers(endpoint));
  waiver.host = *ParseTarget("a.example");
  EXPECT_TRUE(waiver.Covers(endpoint));
  waiver.host = *ParseTarget("b.example");
  EXPECT_FALSE(waiver.Covers(endpoint));
  waiver = {.host = *ParseTarget("a.example"), .where = base::ColumnFilter{"site", "york"}};
  EXPECT_FALSE(waiver.Covers(endpoint));
  EXPECT_FALSE(Waiver().Covers(endpoint)) << "one about nothing covers nothing";
}

TEST(WaiverTest, ADateCountsToItsEnd) {
  Waiver waiver{.until = *WaiverEnd::Parse("2026-12-31")};
  EXPECT_EQ(waiver.until.text, "2026-12-31");
  EXPECT_TRUE(waiver.InForce(kMidnight));
  EXPECT_TRUE(waiver.InForce(kMidnight + 86'399));
  EXPECT_FALSE(waiver.InForce(kMidnight + 86'400));
  waiver.until = *WaiverEnd::Parse("2026-12-31T00:00:00Z");
  EXPECT_TRUE(waiver.InForce(kMidnight));
  EXPECT_FALSE(waiver.InForce(kMidnight + 1));
  EXPECT_EQ(WaiverEnd::Parse("2026-12-31T01:00:00.5+01:00")->text, "2026-12-31T00:00:00Z");
  for (const char* bad : {"", "soon", "2026-02-30", "2026-12-31T00:00:00", "31.12.2026"}) {
    EXPECT_THAT(std::string(WaiverEnd::Parse(bad).status().message()), HasSubstr("is not a time such as")) << bad;
  }
}

TEST(WaiverTest, WhatWasNotSeenCantBeWaived) {
  using enum pki::FindingCode;
  for (int i = static_cast<int>(kDnsFailure); i < pki::kFindingCodeCount; ++i) {
    EXPECT_THAT(std::string(WhyNotWaivable(static_cast<pki::FindingCode>(i))), HasSubstr("no certificate was seen"));
  }
  for (const pki::FindingCode code :
       {kSharedKey, kKeyMismatch, kWaiverExpired, kNameNotJudged, kClientCertificateRequested, kRecoveredOnRetry}) {
    EXPECT_NE(WhyNotWaivable(code), "") << pki::FindingCodeName(code);
  }
  for (const pki::FindingCode code : {kSelfSigned, kExpired, kRevoked, kRevocationUnknown, kExpiringSoon, kWeakProtocol,
                                      kWeakCipher, kPossessionNotProven, kDnsIncomplete}) {
    EXPECT_EQ(WhyNotWaivable(code), "") << pki::FindingCodeName(code);
  }
}

}  // namespace
}  // namespace certsweep::probe
