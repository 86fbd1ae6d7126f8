#include "engine/pki/checks/validity.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/test_certificates.h"

namespace certsweep::pki {
namespace {

using test::kTestDay;
using test::kTestNotAfter;
using test::kTestNotBefore;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Findings ValidAt(int64_t not_before, int64_t not_after, int64_t now) {
  return CheckValidAt(*test::CertificateBuilder("a").Valid(not_before, not_after).Build().Parse(), 1, now);
}

Findings DaysLeft(int64_t seconds_left, int min_days_left) {
  const auto certificate = test::CertificateBuilder("a").Build().Parse();
  return CheckDaysLeft(*certificate, 1, kTestNotAfter - seconds_left, min_days_left);
}

TEST(ValidityTest, BothEndsAreInside) {
  for (const int64_t now : {kTestNotBefore, kTestNotBefore + 1, test::kTestTime, kTestNotAfter - 1, kTestNotAfter}) {
    EXPECT_THAT(ValidAt(kTestNotBefore, kTestNotAfter, now), IsEmpty()) << now;
  }
}

TEST(ValidityTest, OneSecondOutsideIsOutside) {
  EXPECT_THAT(ValidAt(kTestNotBefore, kTestNotAfter, kTestNotAfter + 1),
              ElementsAre(MakeFinding(FindingCode::kExpired, 1, "expired at 2034-01-01T00:00:00Z, 0 days ago",
                                      "2034-01-01T00:00:01Z", "2034-01-01T00:00:00Z")));
  EXPECT_THAT(ValidAt(kTestNotBefore, kTestNotAfter, kTestNotBefore - 1),
              ElementsAre(MakeFinding(FindingCode::kNotYetValid, 1, "not valid before 2024-01-01T00:00:00Z, in 0 days",
                                      "2023-12-31T23:59:59Z", "2024-01-01T00:00:00Z")));
}

TEST(ValidityTest, SaysForHowLong) {
  EXPECT_EQ(ValidAt(kTestNotBefore, kTestNotAfter, kTestNotAfter + kTestDay).at(0).message,
            "expired at 2034-01-01T00:00:00Z, 1 day ago");
  EXPECT_EQ(ValidAt(kTestNotBefore, kTestNotAfter, kTestNotBefore - 40 * kTestDay).at(0).message,
            "not valid before 2024-01-01T00:00:00Z, in 40 days");
}

TEST(ValidityTest, APeriodThatIsEmptyIsBoth) {
  const Findings findings = ValidAt(kTestNotAfter, kTestNotBefore, test::kTestTime);
  ASSERT_EQ(findings.size(), 2u);
  EXPECT_EQ(findings[0].code, FindingCode::kExpired);
  EXPECT_EQ(findings[1].code, FindingCode::kNotYetValid);
}

TEST(ValidityTest, TimesFarAwayAreCompared) {
  constexpr int64_t kYear9999 = 253402300799, kYear1900 = -2208988800;
  EXPECT_THAT(ValidAt(kYear1900, kYear9999, test::kTestTime), IsEmpty());
  EXPECT_EQ(ValidAt(kYear1900, kYear1900 + 1, test::kTestTime).at(0).actual, "1900-01-01T00:00:01Z");
}

TEST(ValidityTest, FewerWholeDaysThanThePolicyAsksForIsSoon) {
  EXPECT_THAT(DaysLeft(30 * kTestDay, 30), IsEmpty());
  EXPECT_THAT(DaysLeft(30 * kTestDay - 1, 30),
              ElementsAre(MakeFinding(FindingCode::kExpiringSoon, 1,
                                      "expires at 2034-01-01T00:00:00Z, in 29 days; policy asks for 30", "30", "29")));
  EXPECT_EQ(DaysLeft(0, 30).at(0).actual, "0") << "the last second";
  EXPECT_EQ(DaysLeft(kTestDay, 30).at(0).message, "expires at 2034-01-01T00:00:00Z, in 1 day; policy asks for 30");
  EXPECT_THAT(DaysLeft(0, 0), IsEmpty());
  EXPECT_THAT(DaysLeft(1, 0), IsEmpty());
}

TEST(ValidityTest, WhatIsExpiredIsNotExpiringSoon) { EXPECT_THAT(DaysLeft(-1, 30), IsEmpty()); }

}  // namespace
}  // namespace certsweep::pki
