#include "engine/config/change_window.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <string>

namespace certsweep::config {
namespace {

using ::testing::ElementsAre;
using Hours = ChangeWindow::Hours;

constexpr int kHour = 3600;
constexpr int kDay = 24 * kHour;
// 2026-01-05 is a Monday.
constexpr int64_t kMonday = 1'767'571'200;

ChangeWindow Window(std::string_view text) {
  const absl::StatusOr<ChangeWindow> window = ChangeWindow::Parse(text);
  EXPECT_TRUE(window.ok()) << window.status();
  return window.ok() ? *window : ChangeWindow();
}

std::string Bad(std::string_view text) {
  const absl::StatusOr<ChangeWindow> window = ChangeWindow::Parse(text);
  EXPECT_NE(window.ok(), absl::IsInvalidArgument(window.status()));
  return window.ok() ? "nothing" : std::string(window.status().message());
}

// Whether it is open at `day` (0: Monday) and `hour`, by UTC.
bool IsOpen(const ChangeWindow& window, int day, double hour) {
  return window.Contains(kMonday + day * kDay + static_cast<int64_t>(hour * kHour));
}

TEST(ChangeWindowTest, IsReadAsWritten) {
  EXPECT_THAT(Window("Tue 01:00-04:30").hours, ElementsAre(Hours{kDay + kHour, kDay + 4 * kHour + kHour / 2}));
  EXPECT_THAT(Window("sat 22:00-05:00").hours, ElementsAre(Hours{5 * kDay + 22 * kHour, 6 * kDay + 5 * kHour}));
  EXPECT_THAT(Window("Sun-Mon 00:00-24:00").hours, ElementsAre(Hours{6 * kDay, 7 * kDay}, Hours{0, kDay}));
  EXPECT_THAT(Window("Mon 22:00-00:00").hours, ElementsAre(Hours{22 * kHour, kDay}));
  EXPECT_EQ(Window("daily 01:00-04:00").hours.size(), 7u);
  EXPECT_EQ(Window(" Mon  01:00-02:00 ,Tue 01:00-02:00 ").hours.size(), 2u);
  EXPECT_EQ(Window("Sat 22:00-05:00").text, "Sat 22:00-05:00");
  EXPECT_FALSE(Window("Sat 22:00-05:00").is_utc);
  EXPECT_TRUE(Window("Sat 22:00-05:00, Mon 01:00-02:00 utc").is_utc);
}

TEST(ChangeWindowTest, BeginsWithItsFirstSecondAndEndsBeforeItsLast) {
  const ChangeWindow window = Window("Mon 01:00-02:00 UTC");
  EXPECT_FALSE(window.Contains(kMonday + kHour - 1));
  EXPECT_TRUE(window.Contains(kMonday + kHour));
  EXPECT_TRUE(window.Contains(kMonday + 2 * kHour - 1));
  EXPECT_FALSE(window.Contains(kMonday + 2 * kHour));
  EXPECT_TRUE(window.Contains(kMonday + kHour + 520LL * 7 * kDay)) << "every week";
}

TEST(ChangeWindowTest, GoesOnPastMidnight) {
  const ChangeWindow window = Window("Sat 22:00-05:00 UTC");
  EXPECT_FALSE(IsOpen(window, 5, 4)) << "Saturday's morning belongs to Friday";
  EXPECT_TRUE(IsOpen(window, 5, 23));
  EXPECT_TRUE(IsOpen(window, 6, 4.9));
  EXPECT_FALSE(IsOpen(window, 6, 5));
  EXPECT_FALSE(IsOpen(window, 6, 23));
}

TEST(ChangeWindowTest, GoesOnPastTheEndOfTheWeek) {
  const ChangeWindow window = Window("Sun 22:00-05:00 UTC");
  EXPECT_TRUE(IsOpen(window, 6, 23));
  EXPECT_TRUE(IsOpen(window, 0, 0));
  EXPECT_TRUE(IsOpen(window, 7, 4.9));
  EXPECT_FALSE(IsOpen(window, 7, 5));
  EXPECT_FALSE(IsOpen(window, 1, 4));
}

TEST(ChangeWindowTest, IsTheUnionOfItsParts) {
  const ChangeWindow window = Window("daily 01:00-04:00, Sat-Sun 00:00-24:00 UTC");
  EXPECT_TRUE(IsOpen(window, 2, 3));
  EXPECT_FALSE(IsOpen(window, 2, 5));
  EXPECT_TRUE(IsOpen(window, 5, 12));
  EXPECT_TRUE(IsOpen(window, 6, 23.9));
  EXPECT_FALSE(IsOpen(window, 7, 0.5));
}

// Central European Time of 2026: an hour ahead of UTC, two from 29 March 01:00 UTC to 25 October 01:00 UTC.
int CentralEuropeanWallClock(int64_t unix_seconds) {
  constexpr int64_t kForward = 1'774'746'000;
  constexpr int64_t kBack = 1'792'890'000;
  const bool is_summer = unix_seconds >= kForward && unix_seconds < kBack;
  return UtcWallClock(unix_seconds + (is_summer ? 2 : 1) * kHour);
}

TEST(ChangeWindowTest, FollowsTheClockOnTheWall) {
  const ChangeWindow window = Window("Sun 02:00-03:00");
  const auto open_seconds = [&](int64_t from) {
    int open = 0;
    for (int second = 0; second < kDay; second += 60) {
      open += window.Contains(from + second, CentralEuropeanWallClock) ? 60 : 0;
    }
    return open;
  };
  EXPECT_EQ(open_seconds(1'774'137'600), kHour) << "Sunday, 22 March";
  EXPECT_EQ(open_seconds(1'774'742'400), 0) << "29 March has no such hour";
  EXPECT_EQ(open_seconds(1'792'879'200), 2 * kHour) << "25 October has it twice";
}

TEST(ChangeWindowTest, UtcAsksNoWallClock) {
  EXPECT_TRUE(Window("Mon 01:00-02:00 UTC").Contains(kMonday + kHour, [](int64_t) -> int { std::abort(); }));
  EXPECT_FALSE(Window("Mon 01:00-02:00").Contains(kMonday + kHour, [](int64_t) { return 0; }));
}

TEST(ChangeWindowTest, WallClocksKnowTheDay) {
  EXPECT_EQ(UtcWallClock(kMonday), 0);
  EXPECT_EQ(UtcWallClock(0), 3 * kDay);
  EXPECT_EQ(UtcWallClock(-1), 3 * kDay - 1);
  EXPECT_EQ(UtcWallClock(-4 * kDay), 6 * kDay);
  // Zones are whole quarters of an hour away.
  EXPECT_EQ(LocalWallClock(kMonday + 7) % 900, 7);
  EXPECT_EQ(LocalWallClock(INT64_MAX), UtcWallClock(INT64_MAX));
}

TEST(ChangeWindowTest, WhatIsWrongIsTold) {
  const char* const no_day = " is no day: Mon, Tue, Wed, Thu, Fri, Sat, Sun, two of them as Mon-Fri, or daily";
  EXPECT_EQ(Bad(""), "\"\" is no window such as Sat 22:00-05:00");
  EXPECT_EQ(Bad("UTC"), "\"UTC\" is no window such as Sat 22:00-05:00");
  EXPECT_EQ(Bad("Sat 22:00-05:00,"), "\"\" is no window such as Sat 22:00-05:00");
  EXPECT_EQ(Bad("Sat 22:00 - 05:00"), "\"Sat 22:00 - 05:00\" is no window such as Sat 22:00-05:00");
  EXPECT_EQ(Bad("Saturday 22:00-05:00"), "\"Saturday\"" + std::string(no_day));
  EXPECT_EQ(Bad("Mon-Tue-Wed 22:00-05:00"), "\"Mon-Tue-Wed\"" + std::string(no_day));
  EXPECT_EQ(Bad("Mon- 22:00-05:00"), "\"Mon-\"" + std::string(no_day));
  for (const char* time : {"22:00", "22-05", "24:00-05:00", "22:60-05:00", "22:00-24:01", "25:00-26:00", "2:00-5:00",
                           "22:00-05:00-06:00", "2::00-05:00", "-1:00-05:00"}) {
    EXPECT_EQ(Bad("Sat " + std::string(time)), "\"" + std::string(time) + "\" is no time such as 22:00-05:00");
  }
  for (const char* time : {"05:00-05:00", "00:00-00:00"}) {
    EXPECT_EQ(Bad("Sat " + std::string(time)),
              "\"" + std::string(time) + "\" ends when it begins: a whole day is 00:00-24:00");
  }
  EXPECT_EQ(Bad("Sat 22:00-05:00 UTC, Mon 01:00-02:00"),
            "\"Sat 22:00-05:00 UTC\" has UTC in it, which stands once, at the end, for all of it");
}

}  // namespace
}  // namespace certsweep::config
