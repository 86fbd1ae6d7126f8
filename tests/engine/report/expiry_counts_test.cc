#include "engine/report/expiry_counts.h"

#include "gtest/gtest.h"

namespace certsweep::report {
namespace {

constexpr int64_t kNow = 1767323045;
constexpr int64_t kDay = 86400;

ResultLine EndingAt(int64_t seconds) {
  ResultLine line;
  line.leaf.emplace().not_after = seconds;
  return line;
}

TEST(ExpiryCountsTest, BoundsBelongToOneSide) {
  ExpiryCounts counts(kNow);
  for (const int64_t end : {kNow - 1, kNow, kNow + 7 * kDay - 1, kNow + 7 * kDay, kNow + 400 * kDay}) {
    counts.Count(EndingAt(end));
  }
  counts.Count(ResultLine());
  EXPECT_EQ(counts.leaves(), 5u);
  EXPECT_EQ(counts.expired(), 1u);
  EXPECT_EQ(counts.Within(7), 2u);
  EXPECT_EQ(counts.Within(14), 3u);
  EXPECT_EQ(counts.Within(365), 3u);
  EXPECT_EQ(counts.next(), kNow);
}

TEST(ExpiryCountsTest, WhereAllHaveExpiredNoneIsNext) {
  ExpiryCounts counts(kNow);
  counts.Count(EndingAt(kNow - kDay));
  EXPECT_EQ(counts.next(), std::nullopt);
}

TEST(ExpiryCountsTest, YearsThatCertificatesMayNameOverflowNothing) {
  ExpiryCounts counts(kNow);
  counts.Count(EndingAt(253402300799));  // 9999
  counts.Count(EndingAt(-62167219200));  // 0000
  EXPECT_EQ(counts.expired(), 1u);
  EXPECT_EQ(counts.Within(365), 0u);
}

}  // namespace
}  // namespace certsweep::report
