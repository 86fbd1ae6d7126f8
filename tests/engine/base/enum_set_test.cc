#include "engine/base/enum_set.h"

#include "gtest/gtest.h"

namespace certsweep::base {
namespace {

enum class Colour { kRed, kGreen, kBlue, kLast = 31 };

TEST(EnumSetTest, ContainsWhatWasPutIn) {
  EnumSet<Colour> set = {Colour::kGreen, Colour::kLast};
  EXPECT_TRUE(set.Contains(Colour::kGreen));
  EXPECT_TRUE(set.Contains(Colour::kLast));
  EXPECT_FALSE(set.Contains(Colour::kRed));
  set.Insert(Colour::kRed);
  EXPECT_TRUE(set.Contains(Colour::kRed));
  EXPECT_FALSE(set.Contains(Colour::kBlue));
  EXPECT_FALSE(EnumSet<Colour>().Contains(Colour::kRed));
}

TEST(EnumSetTest, EqualSetsHaveTheSameValues) {
  EXPECT_EQ((EnumSet{Colour::kRed, Colour::kBlue}), (EnumSet{Colour::kBlue, Colour::kRed, Colour::kRed}));
  EXPECT_NE((EnumSet{Colour::kRed}), (EnumSet{Colour::kRed, Colour::kBlue}));
}

}  // namespace
}  // namespace certsweep::base
