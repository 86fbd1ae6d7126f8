#include "scanner/targets/spool_record.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::scanner {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

ListedEndpoint Endpoint() {
  ListedEndpoint endpoint;
  endpoint.continues_line = true;
  endpoint.host = "sps.example";
  endpoint.address = base::IpAddress::Parse("2001:db8::1");
  endpoint.port = 65535;
  endpoint.identities = {"sps.example", "", std::string(300, 'x')};
  endpoint.columns = {{0, "HQ"}, {700, std::string("a\0b", 3)}};
  return endpoint;
}

TEST(SpoolRecordTest, GivesBackWhatItTook) {
  ListedEndpoint name;
  name.host = "a";
  name.port = 1;
  const base::AddressRange v4{*base::IpAddress::Parse("10.0.0.1"), *base::IpAddress::Parse("10.0.0.9")};
  const base::AddressRange v6{*base::IpAddress::Parse("::"), *base::IpAddress::Parse("ffff::")};
  for (const SpoolRecord& record : {SpoolRecord(Endpoint()), SpoolRecord(name), SpoolRecord(v4), SpoolRecord(v6)}) {
    const auto decoded = DecodeSpoolRecord(EncodeSpoolRecord(record));
    ASSERT_TRUE(decoded.ok());
    EXPECT_EQ(*decoded, record);
  }
}

TEST(SpoolRecordTest, EveryTruncationIsDamage) {
  for (const SpoolRecord& record :
       {SpoolRecord(Endpoint()),
        SpoolRecord(base::AddressRange{*base::IpAddress::Parse("::1"), *base::IpAddress::Parse("::2")})}) {
    const std::string bytes = EncodeSpoolRecord(record);
    for (size_t size = 0; size < bytes.size(); ++size) {
      EXPECT_EQ(DecodeSpoolRecord(bytes.substr(0, size)).status().code(), absl::StatusCode::kInternal) << size;
    }
    EXPECT_FALSE(DecodeSpoolRecord(bytes + "x").ok());
  }
  EXPECT_FALSE(DecodeSpoolRecord("?").ok());
}

TEST(SpoolRecordTest, FlippedBytesDoNoHarm) {
  const std::string bytes = EncodeSpoolRecord(Endpoint());
  for (size_t i = 0; i < bytes.size(); ++i) {
    for (const char c : {'\x00', '\x7f', '\x80', '\xff'}) {
      std::string bad = bytes;
      bad[i] = c;
      (void)DecodeSpoolRecord(bad);
    }
  }
}

TEST(ListedMergerTest, UnitesInTheOrderSeen) {
  ListedEndpoint first;
  first.identities = {"b", "a"};
  first.columns = {{0, "HQ"}, {1, ""}};
  ListedMerger merger(first);
  ListedEndpoint next;
  next.identities = {"c", "a"};
  next.columns = {{0, "other"}, {1, "r1"}, {2, "x"}};
  merger.Add(next);
  EXPECT_TRUE(merger.changed());
  EXPECT_THAT(merger.merged().identities, ElementsAre("b", "a", "c"));
  EXPECT_THAT(merger.merged().columns, ElementsAre(Pair(0, "HQ"), Pair(1, "r1"), Pair(2, "x")));
}

TEST(ListedMergerTest, KnowsWhenNothingWasAdded) {
  ListedEndpoint first;
  first.identities = {"a", "b"};
  ListedMerger merger(first);
  merger.Add(first);
  EXPECT_FALSE(merger.changed());
}

}  // namespace
}  // namespace certsweep::scanner
