#include "engine/report/table_text.h"

#include <limits>
#include <string>

#include "gtest/gtest.h"

namespace certsweep::report {
namespace {

TEST(TableTextTest, GroupsDigits) {
  EXPECT_EQ(GroupedNumber(0), "0");
  EXPECT_EQ(GroupedNumber(999), "999");
  EXPECT_EQ(GroupedNumber(1000), "1,000");
  EXPECT_EQ(GroupedNumber(123456), "123,456");
  EXPECT_EQ(GroupedNumber(1234567), "1,234,567");
  EXPECT_EQ(GroupedNumber(std::numeric_limits<uint64_t>::max()), "18,446,744,073,709,551,615");
}

TEST(TableTextTest, ColorsOnlyWhereAskedForAndWhereThereIsText) {
  EXPECT_EQ(Colored("x", TextColor::kRed, true), "\x1b[31mx\x1b[0m");
  EXPECT_EQ(Colored("x", TextColor::kRed, false), "x");
  EXPECT_EQ(Colored("x", TextColor::kNone, true), "x");
  EXPECT_EQ(Colored("", TextColor::kBold, true), "");
}

TEST(TableTextTest, ColumnsAreAsWideAsTheirWidestCell) {
  EXPECT_EQ(RenderTable({{"NAME"}, {"N", true}, {"WHY"}}, {{{"a"}, {"1"}, {"x"}}, {{"longer"}, {"1,000"}, {"y"}}}, {}),
            "NAME        N  WHY\n"
            "a           1  x\n"
            "longer  1,000  y\n");
}

TEST(TableTextTest, WithoutTitlesThereIsNoLineOfThem) {
  EXPECT_EQ(RenderTable({{""}, {"", true}}, {{{"a"}, {"10"}}, {{"b"}, {"9"}}}, {.indent = 2}), "  a  10\n  b   9\n");
}

TEST(TableTextTest, NoRowsAreTitlesOrNothing) {
  EXPECT_EQ(RenderTable({{"A"}, {"B"}}, {}, {}), "A  B\n");
  EXPECT_EQ(RenderTable({{""}}, {}, {}), "");
  EXPECT_EQ(RenderTable({}, {}, {}), "");
}

TEST(TableTextTest, ShortRowsEndEarlyAndNoLineEndsInBlanks) {
  EXPECT_EQ(RenderTable({{"A"}, {"B"}}, {{{"long text"}}, {{"x"}, {""}}, {}}, {}), "A          B\nlong text\nx\n\n");
}

TEST(TableTextTest, CellsBeyondTheColumnsAreLeftOut) {
  EXPECT_EQ(RenderTable({{"A"}}, {{{"1"}, {"2"}}}, {}), "A\n1\n");
}

TEST(TableTextTest, TheLastColumnIsCutToTheWidth) {
  const std::string reason(100, 'r');
  EXPECT_EQ(RenderTable({{"A"}, {"WHY"}}, {{{"host"}, {reason}}}, {.width = 40}),
            "A     WHY\nhost  " + std::string(31, 'r') + "...\n");
  EXPECT_EQ(RenderTable({{"A"}, {"WHY"}}, {{{"host"}, {std::string(34, 'r')}}}, {.width = 40}),
            "A     WHY\nhost  " + std::string(34, 'r') + "\n");
}

TEST(TableTextTest, ANarrowTerminalStillShowsSomeReason) {
  EXPECT_EQ(RenderTable({{""}, {""}}, {{{std::string(50, 'h')}, {std::string(100, 'r')}}}, {.width = 10}),
            std::string(50, 'h') + "  " + std::string(17, 'r') + "...\n");
}

TEST(TableTextTest, CountsAndCutsCharactersAndNotBytes) {
  std::string umlauts;
  for (int i = 0; i < 30; ++i) umlauts += "ü";
  std::string kept;
  for (int i = 0; i < 17; ++i) kept += "ü";
  EXPECT_EQ(RenderTable({{""}, {""}}, {{{"é"}, {"x"}}, {{"ab"}, {umlauts}}}, {.width = 24}),
            "é   x\nab  " + kept + "...\n");
}

TEST(TableTextTest, ColorsTakeNoWidth) {
  const std::vector<std::vector<TableCell>> rows = {{{"a", TextColor::kRed}, {"1", TextColor::kDim}},
                                                    {{"bbb"}, {"22"}}};
  EXPECT_EQ(RenderTable({{"T"}, {"N", true}}, rows, {.color = true}),
            "\x1b[1mT\x1b[0m     \x1b[1mN\x1b[0m\n"
            "\x1b[31ma\x1b[0m     \x1b[2m1\x1b[0m\n"
            "bbb  22\n");
}

}  // namespace
}  // namespace certsweep::report
