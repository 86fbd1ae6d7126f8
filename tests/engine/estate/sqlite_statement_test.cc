#include "engine/estate/sqlite_statement.h"

#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::estate {
namespace {

class SqliteStatementTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto connection = SqliteConnection::Open(folder_.Path("estate.db"), 0);
    ASSERT_TRUE(connection.ok()) << connection.status();
    connection_ = *std::move(connection);
    ASSERT_TRUE(connection_->Execute("CREATE TABLE t (x NOT NULL UNIQUE, y)").ok());
  }

  SqliteStatement Prepare(std::string_view sql) {
    auto statement = SqliteStatement::Prepare(*connection_, sql);
    EXPECT_TRUE(statement.ok()) << statement.status();
    return statement.ok() ? *std::move(statement) : SqliteStatement();
  }

  const test::TemporaryFolder folder_;
  std::unique_ptr<SqliteConnection> connection_;
};

TEST_F(SqliteStatementTest, KeepsTextByteByByte) {
  const std::string texts[] = {"", std::string("a\0b", 3), "\x1b[31m\xe2\x80\xae", "\xff\xfe", std::string(65536, 'x')};
  SqliteStatement echo = Prepare("SELECT ?1");
  for (const std::string& text : texts) {
    echo.Bind(1, std::string_view(text));
    ASSERT_TRUE(echo.Step().value());
    EXPECT_FALSE(echo.IsNull(0));
    EXPECT_EQ(echo.Text(0), text);
    echo.Reset();
  }
}

TEST_F(SqliteStatementTest, NothingIsEmptyAndNotNull) {
  SqliteStatement types = Prepare("SELECT typeof(?1), typeof(?2), typeof(?3)");
  types.Bind(1, std::string_view()).Bind(2, base::Bytes()).BindNull(3);
  ASSERT_TRUE(types.Step().value());
  EXPECT_EQ(types.Text(0), "text");
  EXPECT_EQ(types.Text(1), "blob");
  EXPECT_EQ(types.Text(2), "null");
}

TEST_F(SqliteStatementTest, RowsEndAndBeginAnew) {
  SqliteStatement rows = Prepare("VALUES (7), (NULL)");
  for (int round = 0; round < 2; ++round) {
    ASSERT_TRUE(rows.Step().value());
    EXPECT_EQ(rows.Integer(0), 7);
    ASSERT_TRUE(rows.Step().value());
    EXPECT_TRUE(rows.IsNull(0));
    EXPECT_EQ(rows.Text(0), "");
    ASSERT_FALSE(rows.Step().value());
  }
}

TEST_F(SqliteStatementTest, CanBeUsedAgainAfterAnError) {
  SqliteStatement insert = Prepare("INSERT INTO t VALUES (?1, 0)");
  EXPECT_TRUE(insert.Bind(1, int64_t{1}).Run().ok());
  EXPECT_EQ(insert.Bind(1, int64_t{1}).Run().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(insert.BindNull(1).Run().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(insert.Bind(1, int64_t{2}).Run().ok());
}

TEST_F(SqliteStatementTest, RunLeavesNoTransactionOpenThoughRowsWereLeft) {
  SqliteStatement several = Prepare("INSERT INTO t VALUES (1, 1), (2, 2) RETURNING x");
  EXPECT_TRUE(several.Run().ok());
  EXPECT_FALSE(connection_->in_transaction());
  EXPECT_EQ(connection_->QueryInteger("SELECT COUNT(*) FROM t").value(), 2);
}

TEST_F(SqliteStatementTest, MovesWithItsBindings) {
  SqliteStatement first = Prepare("SELECT ?1");
  first.Bind(1, int64_t{42});
  SqliteStatement second(std::move(first));
  SqliteStatement third;
  third = std::move(second);
  ASSERT_TRUE(third.Step().value());
  EXPECT_EQ(third.Integer(0), 42);
}

TEST_F(SqliteStatementTest, NonsenseIsToldWithThePath) {
  const auto statement = SqliteStatement::Prepare(*connection_, "SELEKT");
  ASSERT_FALSE(statement.ok());
  EXPECT_THAT(std::string(statement.status().message()),
              ::testing::AllOf(::testing::StartsWith(folder_.Path("estate.db")), ::testing::HasSubstr("SELEKT")));
}

}  // namespace
}  // namespace certsweep::estate
