#include "engine/base/spelling.h"

#include <array>
#include <string>

#include "gtest/gtest.h"

namespace certsweep::base {
namespace {

TEST(SpellingTest, CountsSlips) {
  const struct {
    const char *a, *b;
    size_t slips;
  } kCases[] = {
      {"", "", 0},
      {"", "abc", 3},
      {"abc", "", 3},
      {"abc", "abc", 0},
      {"adress", "address", 1},
      {"addresss", "address", 1},
      {"abdress", "address", 1},
      {"adderss", "address", 1},
      {"abc", "cba", 2},
      {"kitten", "sitting", 3},
  };
  for (const auto& c : kCases) EXPECT_EQ(Slips(c.a, c.b), c.slips) << c.a << " " << c.b;
}

TEST(SpellingTest, TheNearestNameIsWhatWasMeant) {
  constexpr std::array<std::string_view, 4> kKnown = {"min_days_left", "min_rsa_bits", "SHA-256", "EC"};
  const auto nearest = [&](std::string_view name) { return NearestName(name, kKnown); };
  EXPECT_EQ(nearest("min_day_left"), "min_days_left");
  EXPECT_EQ(nearest("MIN-DAYS-LEFT"), "min_days_left");
  EXPECT_EQ(nearest("min_rsa_bit"), "min_rsa_bits");
  EXPECT_EQ(nearest("sha256"), "SHA-256");
  EXPECT_EQ(nearest("ECC"), "EC");
  EXPECT_EQ(nearest("colour"), "");
  EXPECT_EQ(nearest(""), "");
  EXPECT_EQ(nearest("DSA"), "") << "three slips are none of a word of two letters";
}

TEST(SpellingTest, LongNamesAreNotCompared) {
  const std::string longest(64, 'a'), longer(65, 'a');
  const std::array<std::string_view, 1> kKnown = {longest};
  EXPECT_EQ(NearestName(longest.substr(1), kKnown), longest);
  EXPECT_EQ(NearestName(longer, kKnown), "");
}

}  // namespace
}  // namespace certsweep::base
