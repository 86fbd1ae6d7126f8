#include "engine/pki/policy.h"

#include "gtest/gtest.h"

namespace certsweep::pki {
namespace {

TEST(PolicyTest, RulesHaveNames) {
  const struct {
    Rules rules;
    std::string_view name;
  } kCases[] = {{Rules::kRfc5280, "rfc5280"}, {Rules::kWebPki, "webpki"}, {Rules::kPrivate, "private"}};
  for (const auto& c : kCases) {
    EXPECT_EQ(RulesName(c.rules), c.name);
    EXPECT_EQ(RulesFromName(c.name), c.rules);
  }
  for (const std::string_view name : {"", "WebPKI", "webpki ", "public"}) EXPECT_EQ(RulesFromName(name), std::nullopt);
}

TEST(PolicyTest, DefaultsAreThoseOfTheCommandLine) {
  const Policy policy;
  EXPECT_EQ(policy.min_rsa_bits, 2048);
  EXPECT_EQ(policy.min_ec_bits, 256);
  EXPECT_EQ(policy.min_days_left, 30);
  EXPECT_EQ(policy.max_validity_days, std::nullopt);
}

}  // namespace
}  // namespace certsweep::pki
