#include "bench/lab/lab_mix.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

namespace certsweep::lab {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

int64_t CountOf(const std::vector<LabKind>& kinds, LabKind kind) {
  return std::count(kinds.begin(), kinds.end(), kind);
}

std::string ErrorOf(std::string_view text) {
  const absl::StatusOr<LabMix> mix = ParseLabMix(text);
  EXPECT_EQ(mix.status().code(), absl::StatusCode::kInvalidArgument) << text;
  return std::string(mix.status().message());
}

TEST(LabMix, ReadsKindsAndShares) {
  const absl::StatusOr<LabMix> mix = ParseLabMix("good-rsa=0.9, silent = 1e-1");
  ASSERT_TRUE(mix.ok()) << mix.status();
  EXPECT_THAT(*mix, ElementsAre(Pair(LabKind::kGoodRsa, 0.9), Pair(LabKind::kSilent, 0.1)));
}

TEST(LabMix, KindAloneHasShareOne) {
  const absl::StatusOr<LabMix> mix = ParseLabMix("good_ecdsa");
  ASSERT_TRUE(mix.ok()) << mix.status();
  EXPECT_THAT(*mix, ElementsAre(Pair(LabKind::kGoodEcdsa, 1.0)));
}

TEST(LabMix, UnknownKindIsNamedWithTheKnownOnes) {
  const std::string error = ErrorOf("good-rsa=0.9,silnt=0.1");
  EXPECT_THAT(error, HasSubstr("silnt=0.1"));
  for (const LabKindInfo& info : LabKinds()) EXPECT_THAT(error, HasSubstr(std::string(info.name)));
}

TEST(LabMix, BadSharesAreRefused) {
  for (const std::string_view share : {"", "x", "-1", "1x", "nan", "inf", "1e999", "0x10", "1 2"}) {
    EXPECT_THAT(ErrorOf("good-rsa=" + std::string(share)), HasSubstr("a number of 0 or more")) << share;
  }
}

TEST(LabMix, EmptyItemsAndRepetitionsAreRefused) {
  EXPECT_THAT(ErrorOf(""), HasSubstr("no such kind"));
  EXPECT_THAT(ErrorOf("silent=1,"), HasSubstr("no such kind"));
  EXPECT_THAT(ErrorOf("silent=1,silent=2"), HasSubstr("given twice"));
}

TEST(LabMix, SumMustBeANumberOverZero) {
  EXPECT_THAT(ErrorOf("silent=0"), HasSubstr("over 0"));
  EXPECT_THAT(ErrorOf("silent=1e308,http=1e308"), HasSubstr("sum"));
}

TEST(AssignKinds, CountsAreExact) {
  const LabMix mix = {{LabKind::kGoodRsa, 0.9}, {LabKind::kSilent, 0.1}};
  const std::vector<LabKind> kinds = AssignKinds(mix, 10'000, 1);
  EXPECT_EQ(kinds.size(), 10'000u);
  EXPECT_EQ(CountOf(kinds, LabKind::kGoodRsa), 9'000);
  EXPECT_EQ(CountOf(kinds, LabKind::kSilent), 1'000);
}

TEST(AssignKinds, LargestRemaindersAreRoundedUp) {
  const LabMix mix = {{LabKind::kGoodRsa, 1}, {LabKind::kSilent, 1}, {LabKind::kHttp, 1}};
  const std::vector<LabKind> kinds = AssignKinds(mix, 10, 1);
  EXPECT_EQ(CountOf(kinds, LabKind::kGoodRsa), 4);
  EXPECT_EQ(CountOf(kinds, LabKind::kSilent), 3);
  EXPECT_EQ(CountOf(kinds, LabKind::kHttp), 3);
}

TEST(AssignKinds, SharesNeedNotAddUpToOne) {
  EXPECT_EQ(CountOf(AssignKinds({{LabKind::kGoodRsa, 30}, {LabKind::kHttp, 10}}, 8, 1), LabKind::kHttp), 2);
}

TEST(AssignKinds, ShareOfZeroGetsNothing) {
  for (const int endpoints : {1, 2, 3, 7, 1000}) {
    const std::vector<LabKind> kinds = AssignKinds({{LabKind::kHttp, 0}, {LabKind::kGoodRsa, 0.3}}, endpoints, 1);
    EXPECT_EQ(CountOf(kinds, LabKind::kGoodRsa), endpoints);
  }
}

TEST(AssignKinds, AlwaysAsManyAsAsked) {
  for (int endpoints = 0; endpoints < 300; ++endpoints) {
    EXPECT_EQ(AssignKinds({}, endpoints, 7).size(), static_cast<size_t>(endpoints));
  }
}

TEST(AssignKinds, DefaultMixHasEveryKindAmongAThousand) {
  const std::vector<LabKind> kinds = AssignKinds({}, 1000, 1);
  for (const LabKindInfo& info : LabKinds()) EXPECT_EQ(CountOf(kinds, info.kind), info.default_share) << info.name;
}

TEST(AssignKinds, SeedDecidesTheOrderAndNothingElse) {
  EXPECT_EQ(AssignKinds({}, 1000, 5), AssignKinds({}, 1000, 5));
  EXPECT_NE(AssignKinds({}, 1000, 5), AssignKinds({}, 1000, 6));
}

// Dead endpoints in a row would make a scan of the lab easier or harder than life.
TEST(AssignKinds, KindsAreInterleaved) {
  const std::vector<LabKind> kinds = AssignKinds({{LabKind::kGoodRsa, 1}, {LabKind::kSilent, 1}}, 1000, 1);
  const auto first_half = std::count(kinds.begin(), kinds.begin() + 500, LabKind::kSilent);
  EXPECT_GT(first_half, 200);
  EXPECT_LT(first_half, 300);
}

}  // namespace
}  // namespace certsweep::lab
