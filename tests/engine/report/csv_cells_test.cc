#include "engine/report/csv_cells.h"

#include <vector>

#include "gtest/gtest.h"

namespace certsweep::report {
namespace {

std::string Peer(std::string_view text) {
  std::string out;
  CsvCells(out).PeerCell(text);
  return out;
}

std::string User(std::string_view text) {
  std::string out;
  CsvCells(out).UserCell(text);
  return out;
}

TEST(CsvCellsTest, ARow) {
  std::string out;
  CsvCells row(out);
  row.Cell("a");
  row.Boolean(true);
  row.Empty(2);
  row.Cell("b,\"c\"");
  row.End();
  EXPECT_EQ(out, "a,true,,,\"b,\"\"c\"\"\"\n");
}

TEST(CsvCellsTest, NoFormulaPasses) {
  EXPECT_EQ(Peer("=1+1"), "'=1+1");
  EXPECT_EQ(Peer("-1"), "'-1");
  EXPECT_EQ(Peer("@SUM(A1)"), "'@SUM(A1)");
  EXPECT_EQ(Peer("\xef\xbc\x9d"
                 "1"),
            "'\xef\xbc\x9d"
            "1");
  EXPECT_EQ(User("-1"), "-1");
  EXPECT_EQ(User("+49 (89) 1234-56"), "+49 (89) 1234-56");
  EXPECT_EQ(User("+cmd|' /C calc'!A0"), "'+cmd|' /C calc'!A0");
}

TEST(CsvCellsTest, NoTerminalObeys) {
  EXPECT_EQ(Peer("a\x1b[31m\nb"), "a\\x1b[31m\\x0ab");
  EXPECT_EQ(User("two\nlines\x1b"), "\"two\nlines\\x1b\"");
}

TEST(CsvCellsTest, ColumnsThatAreNamedLikeOurs) {
  const std::vector<std::string_view> own = {"host", "worse"};
  const std::vector<std::string> all = {"site", "Host", "inventory_worse", "worse"};
  EXPECT_EQ(CsvColumnName("site", own, all), "site");
  EXPECT_EQ(CsvColumnName("Host", own, all), "inventory_Host");
  EXPECT_EQ(CsvColumnName("worse", own, all), "inventory_inventory_worse");
  EXPECT_EQ(CsvColumnName("inventory_worse", own, all), "inventory_worse");
}

}  // namespace
}  // namespace certsweep::report
