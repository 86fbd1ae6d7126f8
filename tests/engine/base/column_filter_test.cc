#include "engine/base/column_filter.h"

#include <gtest/gtest.h>

#include <string>

namespace certsweep::base {
namespace {

ColumnFilter Parsed(std::string_view text) {
  const absl::StatusOr<ColumnFilter> filter = ColumnFilter::Parse(text);
  EXPECT_TRUE(filter.ok()) << filter.status();
  return filter.ok() ? *filter : ColumnFilter();
}

std::string Refused(std::string_view text) {
  const absl::StatusOr<ColumnFilter> filter = ColumnFilter::Parse(text);
  return filter.ok() ? "nothing" : std::string(filter.status().message());
}

TEST(ColumnFilterTest, TheFirstEqualsSignDivides) {
  EXPECT_EQ(Parsed("site=leeds"), (ColumnFilter{"site", "leeds"}));
  EXPECT_EQ(Parsed("note=a=b"), (ColumnFilter{"note", "a=b"}));
  EXPECT_EQ(Parsed("owner="), (ColumnFilter{"owner", ""}));
  EXPECT_EQ(Parsed("Stra\xc3\x9f"
                   "e=K\xc3\xb6ln"),
            (ColumnFilter{"Stra\xc3\x9f"
                          "e",
                          "K\xc3\xb6ln"}));
  EXPECT_EQ(Parsed("note=a=b").ToString(), "note=a=b");
}

TEST(ColumnFilterTest, WhatIsNoConditionIsRefused) {
  EXPECT_EQ(Refused(""), "\"\" is not COLUMN=VALUE");
  EXPECT_EQ(Refused("site"), "\"site\" is not COLUMN=VALUE");
  EXPECT_EQ(Refused("=leeds"), "\"=leeds\" names no column before its =");
  EXPECT_EQ(Refused("site=\xff"), "\"site=\\xff\" is not UTF-8");
  EXPECT_EQ(Refused("\x1b[2J"), "\"\\x1b[2J\" is not COLUMN=VALUE");
}

TEST(ColumnFilterTest, NamesMatchInAnyCaseAndValuesExactly) {
  const ColumnFilter filter = Parsed("site=Leeds");
  EXPECT_TRUE(filter.Matches({{"owner", "ann"}, {"site", "Leeds"}}));
  EXPECT_TRUE(filter.Matches({{"SITE", "Leeds"}}));
  EXPECT_FALSE(filter.Matches({{"site", "leeds"}}));
  EXPECT_FALSE(filter.Matches({{"site", "Leeds "}}));
  EXPECT_FALSE(filter.Matches({{"site", "Leeds North"}}));
  EXPECT_FALSE(filter.Matches({{"owner", "Leeds"}}));
  EXPECT_FALSE(filter.Matches({}));
}

TEST(ColumnFilterTest, AnEmptyValueIsNotAMissingColumn) {
  EXPECT_TRUE(Parsed("owner=").Matches({{"owner", ""}}));
  EXPECT_FALSE(Parsed("owner=").Matches({{"owner", "ann"}}));
  EXPECT_FALSE(Parsed("owner=").Matches({{"site", ""}}));
}

TEST(ColumnFilterTest, AllOfSeveralMustMatch) {
  const std::vector<ColumnFilter> both = {Parsed("site=leeds"), Parsed("owner=ann")};
  EXPECT_TRUE(MatchAll(both, {{"owner", "ann"}, {"site", "leeds"}}));
  EXPECT_FALSE(MatchAll(both, {{"owner", "bob"}, {"site", "leeds"}}));
  EXPECT_FALSE(MatchAll(both, {{"site", "leeds"}}));
  EXPECT_TRUE(MatchAll({}, {}));
}

}  // namespace
}  // namespace certsweep::base
