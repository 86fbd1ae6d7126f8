#include "engine/base/secret_text.h"

#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::base {
namespace {

TEST(SecretTextTest, TakesTheTextOverAndLeavesNothingBehind) {
  std::string text = "short";
  const char* characters = text.data();
  const SecretText secret(std::move(text));
  EXPECT_EQ(secret.view(), "short");
  EXPECT_EQ(std::string(characters, 5), std::string(5, '\0'));
}

TEST(SecretTextTest, MovesAndLeavesNothingBehind) {
  SecretText first(std::string("pass"));
  const std::string_view before = first.view();
  SecretText second(std::move(first));
  EXPECT_EQ(second.view(), "pass");
  EXPECT_EQ(before, std::string(4, '\0'));
  SecretText third;
  EXPECT_TRUE(third.empty());
  third = std::move(second);
  EXPECT_EQ(third.view(), "pass");
  EXPECT_FALSE(third.empty());
  SecretText& same = third;
  third = std::move(same);
  EXPECT_EQ(third.view(), "pass");
}

}  // namespace
}  // namespace certsweep::base
