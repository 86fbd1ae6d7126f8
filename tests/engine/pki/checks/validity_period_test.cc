#include "engine/pki/checks/validity_period.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/test_certificates.h"

namespace certsweep::pki {
namespace {

using test::kTestDay;
using test::kTestNotBefore;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Findings Check(int64_t seconds, std::optional<int> max_days) {
  const auto leaf = test::CertificateBuilder("a").Valid(kTestNotBefore, kTestNotBefore + seconds).Build().Parse();
  return CheckValidityPeriod(*leaf, {.max_validity_days = max_days});
}

TEST(ValidityPeriodTest, IsOffByDefault) { EXPECT_THAT(Check(36500 * kTestDay, std::nullopt), IsEmpty()); }

TEST(ValidityPeriodTest, LongerThanThePolicyAllowsIsTooLong) {
  EXPECT_THAT(Check(398 * kTestDay, 398), IsEmpty());
  EXPECT_THAT(Check(398 * kTestDay + 1, 398),
              ElementsAre(MakeFinding(FindingCode::kValidityTooLong, 0, "valid for 399 days, policy allows 398", "398",
                                      "399")));
  EXPECT_EQ(Check(3650 * kTestDay, 398).at(0).actual, "3650");
}

TEST(ValidityPeriodTest, APeriodThatIsEmptyIsNotTooLong) { EXPECT_THAT(Check(-1, 398), IsEmpty()); }

}  // namespace
}  // namespace certsweep::pki
