#include "engine/estate/sqlite_schema.h"

#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/estate/estate_rows.h"
#include "tests/support/child_process.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::estate {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr int kPatience = 60'000;

absl::Status OpenAndPrepare(const std::string& path, int patience = kPatience) {
  const auto connection = SqliteConnection::Open(path, patience);
  return connection.ok() ? PrepareSchema(**connection) : connection.status();
}

class SqliteSchemaTest : public ::testing::Test {
 protected:
  // A record as an older certsweep left it.
  void MakeOlder(int version, const std::string& sql) {
    Query(path_, sql + "PRAGMA application_id = " + std::to_string(kApplicationId) +
                     "; PRAGMA user_version = " + std::to_string(version));
  }

  const test::TemporaryFolder folder_;
  const std::string path_ = folder_.Path("estate.db");
};

TEST_F(SqliteSchemaTest, MakesAnEmptyFileARecordInWalMode) {
  ASSERT_TRUE(OpenAndPrepare(path_).ok());
  EXPECT_EQ(Query(path_, "PRAGMA application_id; PRAGMA user_version; PRAGMA journal_mode; PRAGMA integrity_check"),
            std::to_string(kApplicationId) + "\n" + std::to_string(kSchemaVersion) + "\nwal\nok");
  EXPECT_EQ(Query(path_, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY 1"),
            "certificate\ncolumns\ndeleted_run\nendpoint\njob\njob_event\nreplacement_request\nresult\nrun\nrun_"
            "target\nstate\n"
            "timing");
}

TEST_F(SqliteSchemaTest, TheConnectionSyncs) {
  const auto connection = SqliteConnection::Open(path_, kPatience);
  ASSERT_TRUE(connection.ok() && PrepareSchema(**connection).ok());
  EXPECT_EQ((*connection)->QueryInteger("PRAGMA synchronous").value(), 1);
}

TEST_F(SqliteSchemaTest, ChangesNothingInARecordOfThisVersion) {
  ASSERT_TRUE(OpenAndPrepare(path_).ok());
  const std::string before = test::ReadWholeFile(path_);
  ASSERT_TRUE(OpenAndPrepare(path_).ok());
  EXPECT_EQ(test::ReadWholeFile(path_), before);
}

TEST_F(SqliteSchemaTest, ARecordOfVersion2KeepsItsQueueAndGetsJobs) {
  const std::string rows =
      "INSERT INTO endpoint VALUES (1, 'b', '10.0.0.2', 443), (2, 'a', '10.0.0.1', 443);"
      "INSERT INTO replacement_request VALUES (1, 1, 'expired', 'b', 1, 1, NULL), (2, 2, 'expired', 'a', 1, 1, NULL);";
  MakeOlder(2, test::ReadWholeFile(CERTSWEEP_SCHEMA_V2) + rows);
  ASSERT_TRUE(OpenAndPrepare(path_).ok());
  EXPECT_EQ(Query(path_, "PRAGMA user_version; PRAGMA integrity_check; SELECT COUNT(*) FROM job"), "5\nok\n0");
  EXPECT_EQ(Query(path_, "SELECT endpoint, codes, position FROM replacement_request ORDER BY id"),
            "1|expired|0\n2|expired|0");
}

TEST_F(SqliteSchemaTest, ARecordOfVersion3KeepsItsJobsAndKnowsNoPlaces) {
  MakeOlder(
      3, test::ReadWholeFile(CERTSWEEP_SCHEMA_V3) +
             "INSERT INTO timing VALUES (1, 1, 210, 1850);"
             "INSERT INTO job VALUES (1, 'x', 'a', 443, 'a:443', '/s', '{}', '', 1, 1, 'queued', '', '', 0, '', 0);");
  ASSERT_TRUE(OpenAndPrepare(path_).ok());
  EXPECT_EQ(Query(path_, "PRAGMA user_version; PRAGMA integrity_check; SELECT state FROM job"), "5\nok\nqueued");
  EXPECT_EQ(Query(path_, "SELECT connect_us, position IS NULL FROM timing"), "210|1");
}

TEST_F(SqliteSchemaTest, ARecordOfVersion4KeepsItsStatesAndBecomesAsAFreshOne) {
  // What version 4 added to version 3.
  MakeOlder(4, test::ReadWholeFile(CERTSWEEP_SCHEMA_V3) +
                   "ALTER TABLE timing ADD COLUMN position INTEGER;"
                   "INSERT INTO endpoint VALUES (1, 'a', '10.0.0.1', 443);"
                   "INSERT INTO certificate VALUES (1, x'01', NULL, x'02');"
                   "INSERT INTO state VALUES (1, 1, x'03', 1, x'01', NULL, 'compliant', 0, 0, '', 'a', x'04');");
  ASSERT_TRUE(OpenAndPrepare(path_).ok());
  EXPECT_EQ(Query(path_, "PRAGMA user_version; PRAGMA integrity_check; SELECT leaf, verdict FROM state"),
            "5\nok\n1|compliant");
  const test::TemporaryFolder folder;
  ASSERT_TRUE(OpenAndPrepare(folder.Path("fresh.db")).ok());
  const char kObjects[] = "SELECT type, name FROM sqlite_schema ORDER BY type, name";
  EXPECT_EQ(Query(path_, kObjects), Query(folder.Path("fresh.db"), kObjects));
}

TEST_F(SqliteSchemaTest, AFreshRecordHasLargePages) {
  ASSERT_TRUE(OpenAndPrepare(path_).ok());
  EXPECT_EQ(Query(path_, "PRAGMA page_size"), "16384");
}

TEST_F(SqliteSchemaTest, ANewerRecordIsRefusedAndLeftAsItIs) {
  ASSERT_TRUE(OpenAndPrepare(path_).ok());
  EXPECT_EQ(Query(path_, "PRAGMA user_version = 99; PRAGMA journal_mode = DELETE"), "delete");
  const std::string before = test::ReadWholeFile(path_);
  const absl::Status status = OpenAndPrepare(path_);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), AllOf(StartsWith(path_), HasSubstr("newer certsweep"),
                                                   HasSubstr("version 99"), HasSubstr("use that one")));
  EXPECT_EQ(test::ReadWholeFile(path_), before);
}

TEST_F(SqliteSchemaTest, AnotherProgramsDatabaseIsRefusedAndLeftAsItIs) {
  for (const std::string sql : {"CREATE TABLE bookmarks (url)", "PRAGMA application_id = 252006674",
                                "PRAGMA application_id = 7; CREATE TABLE run (id)"}) {
    const test::TemporaryFolder folder;
    const std::string path = folder.Path("places.sqlite");
    ASSERT_EQ(Query(path, sql), "");
    const std::string before = test::ReadWholeFile(path);
    const absl::Status status = OpenAndPrepare(path);
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << sql;
    EXPECT_THAT(std::string(status.message()), AllOf(StartsWith(path), HasSubstr("another program's")));
    EXPECT_EQ(test::ReadWholeFile(path), before) << sql;
  }
}

TEST_F(SqliteSchemaTest, SeveralMayMakeTheSameRecordAtOnce) {
  constexpr int kRounds = 20;
  constexpr int kThreads = 4;
  for (int round = 0; round < kRounds; ++round) {
    const std::string path = folder_.Path(std::to_string(round));
    std::vector<absl::Status> statuses(kThreads);
    std::vector<std::thread> threads;
    for (absl::Status& status : statuses) {
      threads.emplace_back([&status, &path] { status = OpenAndPrepare(path); });
    }
    for (std::thread& thread : threads) thread.join();
    for (const absl::Status& status : statuses) ASSERT_TRUE(status.ok()) << status;
  }
}

TEST_F(SqliteSchemaTest, AFreshFileThatAnotherHasLockedIsUnavailable) {
  test::WriteWholeFile(path_, "");
  test::ChildProcess holder([this](const test::ChildSide& parent) {
    const auto connection = SqliteConnection::Open(path_, kPatience);
    if (!connection.ok() || !(*connection)->Execute("BEGIN EXCLUSIVE").ok()) return;
    parent.Say("locked");
    parent.AwaitRelease();
  });
  ASSERT_EQ(holder.Hear(6), "locked");
  const absl::Status status = OpenAndPrepare(path_, 30);
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
  EXPECT_THAT(std::string(status.message()), AllOf(StartsWith(path_), HasSubstr("another process")));
  holder.Release();
  EXPECT_TRUE(holder.Wait());
  EXPECT_TRUE(OpenAndPrepare(path_, 30).ok());
}

}  // namespace
}  // namespace certsweep::estate
