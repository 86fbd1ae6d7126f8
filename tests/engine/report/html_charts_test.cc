#include "engine/report/html_charts.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::report {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(ShortNumberTest, HasFewCharacters) {
  EXPECT_EQ(ShortNumber(0), "0");
  EXPECT_EQ(ShortNumber(999), "999");
  EXPECT_EQ(ShortNumber(1000), "1k");
  EXPECT_EQ(ShortNumber(1234), "1.2k");
  EXPECT_EQ(ShortNumber(9950), "10k");
  EXPECT_EQ(ShortNumber(40'000), "40k");
  EXPECT_EQ(ShortNumber(999'499), "999k");
  EXPECT_EQ(ShortNumber(999'500), "1M");
  EXPECT_EQ(ShortNumber(12'345'678), "12M");
}

TEST(PercentTest, NeverSaysAllOrNothingOfAPart) {
  EXPECT_EQ(Percent(0, 0), "0 %");
  EXPECT_EQ(Percent(0, 7), "0 %");
  EXPECT_EQ(Percent(7, 7), "100 %");
  EXPECT_EQ(Percent(1, 40'000), "< 0.1 %");
  EXPECT_EQ(Percent(39'999, 40'000), "> 99.9 %");
  EXPECT_EQ(Percent(1, 300), "0.3 %");
  EXPECT_EQ(Percent(1, 3), "33 %");
  EXPECT_EQ(Percent(995, 1000), "99.5 %");
}

TEST(BarTableTest, BarsAreAsLongAsTheirShareOfTheLongest) {
  const std::string html =
      BarTable("Keys", "Key", {{"RSA 2048", "q=rsa", 40, "plain", "", ""}, {"EC", "", 10, "plain", "", "small"}}, 100);
  EXPECT_THAT(html, AllOf(HasSubstr("<rect class=\"fill plain\" width=\"100\""),
                          HasSubstr("<rect class=\"fill plain\" width=\"25\""), HasSubstr("40 %"),
                          HasSubstr("<a href=\"#q=rsa\"><bdi>RSA 2048</bdi></a>"), HasSubstr("<small>small</small>"),
                          Not(HasSubstr("style="))));
}

TEST(BarTableTest, LabelsAreText) {
  const std::string html = BarTable("x", "x", {{"\"><img src=x>", "\"><b>", 1, "plain", "", "<i>"}}, 1);
  EXPECT_THAT(html, AllOf(Not(HasSubstr("<img")), Not(HasSubstr("<b>")), Not(HasSubstr("<i>"))));
  EXPECT_LT(BarTable("x", "x", {{std::string(65536, 'W'), "", 1, "plain", "", ""}}, 1).size(), 2000U);
}

std::string Chart(const std::vector<ChartColumn>& columns) {
  return ColumnChart({.id = "c", .title = "T", .description = "D", .name_title = "N"}, {{"endpoints", "plain"}},
                     columns);
}

TEST(ColumnChartTest, TellsItsNumbersInATableToo) {
  const std::string html =
      Chart({{"a", "", "first", "x=1", {1500}, false, ""}, {"b", "", "<b>", "x=2", {0}, true, ""}});
  EXPECT_THAT(html,
              AllOf(HasSubstr("role=\"img\" aria-labelledby=\"c-t\" aria-describedby=\"c-d\""),
                    HasSubstr("<title id=\"c-t\">T</title><desc id=\"c-d\">D</desc>"),
                    HasSubstr("<title>first: 1,500</title>"), HasSubstr(">1.5k</text>"),
                    HasSubstr("<th scope=\"row\"><a href=\"#x=1\">first</a></th><td class=\"number\">1,500</td>")));
  // Nothing leads to nothing.
  EXPECT_THAT(html, AllOf(HasSubstr("<th scope=\"row\">&lt;b&gt;</th><td class=\"number\">0</td>"),
                          Not(HasSubstr("#x=2")), Not(HasSubstr("style="))));
}

TEST(ColumnChartTest, OneOfThousandsIsStillSeen) {
  EXPECT_THAT(Chart({{"a", "", "a", "", {40'000}, false, ""}, {"b", "", "b", "", {1}, false, ""}}),
              HasSubstr("height=\"1.5\""));
}

TEST(ColumnChartTest, SurvivesNoColumnsAndLargeNumbers) {
  EXPECT_THAT(Chart({}), HasSubstr("</svg>"));
  EXPECT_THAT(Chart({{"a", "", "a", "", {0}, false, ""}}), AllOf(HasSubstr("</svg>"), Not(HasSubstr("nan"))));
  EXPECT_THAT(Chart({{"a", "", "a", "", {UINT64_MAX / 2}, false, ""}}), HasSubstr("</svg>"));
}

TEST(PartsBarTest, PartsAreBesideEachOther) {
  EXPECT_EQ(
      PartsBar("All", {{"A", "", 30, "fail", "", ""}, {"B", "", 0, "warn", "", ""}, {"C", "", 10, "info", "", ""}}),
      "<svg class=\"parts\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"All\">"
      "<rect class=\"fill fail\" x=\"0\" width=\"748\" height=\"10\"><title>A: 30</title></rect>"
      "<rect class=\"fill info\" x=\"750\" width=\"248\" height=\"10\"><title>C: 10</title></rect></svg>\n");
}

}  // namespace
}  // namespace certsweep::report
