#include "engine/base/duration_text.h"

#include <gtest/gtest.h>

namespace certsweep::base {
namespace {

TEST(DurationTextTest, SecondsMinutesHoursDays) {
  EXPECT_EQ(DurationText(0), "0:00");
  EXPECT_EQ(DurationText(4.6), "0:05");
  EXPECT_EQ(DurationText(754), "12:34");
  EXPECT_EQ(DurationText(3723), "1:02:03");
  EXPECT_EQ(DurationText(47 * 3600), "47:00:00");
  EXPECT_EQ(DurationText(3.5 * 86'400), "3 days");
  EXPECT_EQ(DurationText(1e18), "9999 days");
}

}  // namespace
}  // namespace certsweep::base
