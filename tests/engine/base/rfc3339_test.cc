#include "engine/base/rfc3339.h"

#include <cstdint>
#include <limits>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::base {
namespace {

TEST(Rfc3339Test, FormatsInUtc) {
  struct {
    int64_t seconds;
    const char* text;
  } const kCases[] = {
      {0, "1970-01-01T00:00:00Z"},
      {1767323045, "2026-01-02T03:04:05Z"},
      {-1, "1969-12-31T23:59:59Z"},
      {951782400, "2000-02-29T00:00:00Z"},
      {4107542399, "2100-02-28T23:59:59Z"},  // 2100 is no leap year
      {4107542400, "2100-03-01T00:00:00Z"},
      {-62167219200, "0000-01-01T00:00:00Z"},
      {253402300799, "9999-12-31T23:59:59Z"},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(FormatRfc3339(c.seconds), c.text);
    const auto parsed = ParseRfc3339(c.text);
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    EXPECT_EQ(*parsed, c.seconds) << c.text;
  }
}

// A certificate may say any year; what is printed stays a time that can be read again.
TEST(Rfc3339Test, ClampsWhatFourDigitsCannotSay) {
  EXPECT_EQ(FormatRfc3339(253402300800), "9999-12-31T23:59:59Z");
  EXPECT_EQ(FormatRfc3339(std::numeric_limits<int64_t>::max()), "9999-12-31T23:59:59Z");
  EXPECT_EQ(FormatRfc3339(-62167219201), "0000-01-01T00:00:00Z");
  EXPECT_EQ(FormatRfc3339(std::numeric_limits<int64_t>::min()), "0000-01-01T00:00:00Z");
}

TEST(Rfc3339Test, ReadsWhatTheRfcAllows) {
  struct {
    const char* text;
    int64_t seconds;
  } const kCases[] = {
      {"2026-01-02", 1767312000},                   // midnight
      {"2026-01-02t03:04:05z", 1767323045},         // lower case (5.6)
      {"2026-01-02T03:04:05.999999Z", 1767323045},  // fractions are dropped
      {"2026-01-02T05:04:05+02:00", 1767323045},    // ahead of UTC
      {"2026-01-01T21:34:05-05:30", 1767323045},    // behind UTC, on another day
      {"2026-01-02T03:04:05-00:00", 1767323045},    // offset unknown (4.3)
      {"2016-12-31T23:59:60Z", 1483228800},         // a leap second
      {"0000-01-01T00:00:00+23:59", -62167219200 - 86340},
      {"9999-12-31T23:59:59-23:59", 253402300799 + 86340},
  };
  for (const auto& c : kCases) {
    const auto parsed = ParseRfc3339(c.text);
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    EXPECT_EQ(*parsed, c.seconds) << c.text;
  }
}

TEST(Rfc3339Test, RefusesEverythingElse) {
  for (const char* text : {"",
                           "2026",
                           "2026-1-2",
                           "2026-01-02T",
                           "2026-01-02T03:04:05",
                           "2026-01-02T03:04Z",
                           "2026-01-02 03:04:05Z",
                           "2026-01-02T03:04:05.Z",
                           "2026-01-02T03:04:05,5Z",
                           "2026-01-02T03:04:05Z ",
                           " 2026-01-02",
                           "2026-01-02T24:00:00Z",
                           "2026-01-02T03:60:00Z",
                           "2026-01-02T03:04:61Z",
                           "2026-13-01",
                           "2026-00-01",
                           "2026-02-30",
                           "2025-02-29",
                           "2026-04-31",
                           "2026-01-00",
                           "2026-01-32",
                           "+2026-01-02",
                           "-2026-01-02",
                           "12026-01-02",
                           "2026-01-02T03:04:05+2:00",
                           "2026-01-02T03:04:05+0200",
                           "2026-01-02T03:04:05+24:00",
                           "2026-01-02T03:04:05+00:60",
                           "2026-01-02T03:04:05+02:00Z",
                           "20260102T030405Z",
                           "yesterday"}) {
    EXPECT_FALSE(ParseRfc3339(text).ok()) << text;
  }
}

TEST(Rfc3339Test, NamesTheTextItRefuses) {
  EXPECT_EQ(
      ParseRfc3339("tomorrow\n\x1b[2J").status(),
      absl::InvalidArgumentError(R"("tomorrow\x0a\x1b[2J" is not a time such as 2026-01-02T03:04:05Z or 2026-01-02)"));
  const auto status = ParseRfc3339(std::string(1 << 20, '9')).status();
  EXPECT_LT(status.message().size(), 200u);
}

}  // namespace
}  // namespace certsweep::base
