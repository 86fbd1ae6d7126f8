#include "engine/estate/sqlite_connection.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/child_process.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::estate {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr int kPatience = 10'000;

std::string Message(const absl::Status& status) { return std::string(status.message()); }

mode_t ModeOf(const std::string& path) {
  struct stat info{};
  EXPECT_EQ(stat(path.c_str(), &info), 0) << path;
  return info.st_mode & 07777;
}

class SqliteConnectionTest : public ::testing::Test {
 protected:
  absl::Status OpenStatus(const std::string& path) { return SqliteConnection::Open(path, kPatience).status(); }

  const test::TemporaryFolder folder_;
};

TEST_F(SqliteConnectionTest, AFreshFileIsForItsOwnerAloneWhateverTheUmask) {
  for (const mode_t mask : {0000u, 0022u, 0077u, 0777u}) {
    const std::string path = folder_.Path(std::to_string(mask));
    test::InChild([&](const test::ChildSide&) {
      umask(mask);
      const auto connection = SqliteConnection::Open(path, kPatience);
      if (!connection.ok() || !(*connection)->Execute("PRAGMA journal_mode = WAL; CREATE TABLE t (x)").ok()) _exit(1);
      _exit(0);  // without closing: the companions stay to be looked at
    });
    for (const char* companion : {"", "-wal", "-shm"}) EXPECT_EQ(ModeOf(path + companion), 0600u) << mask << companion;
  }
}

TEST_F(SqliteConnectionTest, KeepsTheModeOfAnExistingFile) {
  const std::string path = folder_.Path("estate.db");
  test::WriteWholeFile(path, "");
  ASSERT_EQ(chmod(path.c_str(), 0640), 0);
  EXPECT_TRUE(OpenStatus(path).ok());
  EXPECT_EQ(ModeOf(path), 0640u);
}

TEST_F(SqliteConnectionTest, NamesThatSqliteTakesForOtherThingsAreFiles) {
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(folder_.path());
  for (const std::string name : {":memory:", "file:x?mode=memory", "-", " "}) {
    const auto connection = SqliteConnection::Open(name, kPatience);
    EXPECT_TRUE(connection.ok()) << connection.status();
    EXPECT_TRUE(std::filesystem::exists(folder_.Path(name))) << name;
  }
  std::filesystem::current_path(before);
}

TEST_F(SqliteConnectionTest, AMissingFolderIsNotFound) {
  const std::string path = folder_.Path("missing/estate.db");
  EXPECT_EQ(OpenStatus(path), absl::NotFoundError(path + ": No such file or directory; make the folder first"));
}

TEST_F(SqliteConnectionTest, AFileInPlaceOfAFolderIsNotFound) {
  test::WriteWholeFile(folder_.Path("file"), "x");
  const absl::Status status = OpenStatus(folder_.Path("file/estate.db"));
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(Message(status), AllOf(StartsWith(folder_.Path("file/estate.db")), HasSubstr("Not a directory")));
}

TEST_F(SqliteConnectionTest, APlaceWhereNobodyMayWriteIsToldWithItsPath) {
  if (!std::filesystem::exists("/proc/self")) GTEST_SKIP() << "no /proc here";
  const absl::Status status = OpenStatus("/proc/estate.db");
  EXPECT_FALSE(status.ok());
  EXPECT_THAT(Message(status), StartsWith("/proc/estate.db: "));
}

TEST_F(SqliteConnectionTest, AFolderOrAFileWithoutTheRightToWriteIsPermissionDenied) {
  const std::string in_folder = folder_.Path("estate.db");
  const std::string file = folder_.Path("read-only.db");
  test::WriteWholeFile(file, "");
  ASSERT_EQ(chmod(file.c_str(), 0444), 0);
  ASSERT_EQ(chmod(folder_.path().c_str(), 0555), 0);
  for (const std::string& path : {in_folder, file}) {
    const std::string said = test::InChild([&](const test::ChildSide& parent) {
      test::BecomeNobody();
      const absl::Status status = SqliteConnection::Open(path, kPatience).status();
      parent.Say(status.ToString());
    });
    EXPECT_EQ(said, "PERMISSION_DENIED: " + path + ": Permission denied; the folder and the file must be writable");
  }
  chmod(folder_.path().c_str(), 0700);
}

TEST_F(SqliteConnectionTest, WhatIsNoFileIsInvalidArgument) {
  EXPECT_EQ(OpenStatus(folder_.path()),
            absl::InvalidArgumentError(folder_.path() + ": is a folder; name a file for the record"));
  EXPECT_EQ(OpenStatus(folder_.Path("missing/")),
            absl::InvalidArgumentError(folder_.Path("missing/") + ": names a folder; name a file for the record"));
  EXPECT_EQ(OpenStatus("/dev/full"),
            absl::InvalidArgumentError("/dev/full: is no regular file; name another for the record"));
  EXPECT_EQ(OpenStatus("").code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(OpenStatus(std::string("a\0b", 3)).code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(SqliteConnectionTest, ALinkThatLeadsNowhereIsNotFollowed) {
  std::filesystem::create_symlink(folder_.Path("nowhere"), folder_.Path("link"));
  EXPECT_EQ(OpenStatus(folder_.Path("link")),
            absl::NotFoundError(folder_.Path("link") + ": a symbolic link that leads nowhere"));
  EXPECT_FALSE(std::filesystem::exists(folder_.Path("nowhere")));
}

TEST_F(SqliteConnectionTest, AHostileNameDoesNotReachATerminal) {
  const std::string path = folder_.Path("\x1b[2J\xe2\x80\xae/estate.db");
  EXPECT_THAT(Message(OpenStatus(path)), AllOf(HasSubstr("\\x1b[2J\\u{202e}/estate.db: "), Not(HasSubstr("\x1b"))));
}

TEST_F(SqliteConnectionTest, ErrorsNameTheFileAsItWasGiven) {
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(folder_.path());
  std::filesystem::create_directory("folder");
  EXPECT_THAT(Message(OpenStatus("folder")), StartsWith("folder: "));
  const auto connection = SqliteConnection::Open("estate.db", kPatience);
  ASSERT_TRUE(connection.ok());
  EXPECT_THAT(Message((*connection)->Execute("nonsense")), StartsWith("estate.db: "));
  std::filesystem::current_path(before);
}

TEST_F(SqliteConnectionTest, GivesWhatAQueryGives) {
  const auto connection = SqliteConnection::Open(folder_.Path("estate.db"), kPatience);
  ASSERT_TRUE(connection.ok());
  EXPECT_EQ((*connection)->QueryInteger("SELECT 1 << 40").value(), int64_t{1} << 40);
  EXPECT_EQ((*connection)->QueryInteger("SELECT 1 WHERE 0").value(), 0);
  EXPECT_EQ((*connection)->QueryText("SELECT 'a' || char(0) || 'b'").value(), std::string("a\0b", 3));
  EXPECT_FALSE((*connection)->QueryInteger("SELECT nothing FROM nowhere").ok());
}

TEST_F(SqliteConnectionTest, ATransactionThatWasNotCommittedIsUndone) {
  const auto connection = SqliteConnection::Open(folder_.Path("estate.db"), kPatience);
  ASSERT_TRUE(connection.ok());
  ASSERT_TRUE((*connection)->Execute("CREATE TABLE t (x)").ok());
  {
    SqliteTransaction transaction(**connection);
    ASSERT_TRUE(transaction.Begin().ok());
    ASSERT_TRUE((*connection)->Execute("INSERT INTO t VALUES (1)").ok());
    EXPECT_TRUE((*connection)->in_transaction());
  }
  EXPECT_FALSE((*connection)->in_transaction());
  EXPECT_EQ((*connection)->QueryInteger("SELECT COUNT(*) FROM t").value(), 0);
  {
    SqliteTransaction transaction(**connection);
    ASSERT_TRUE(transaction.Begin().ok());
    ASSERT_TRUE((*connection)->Execute("INSERT INTO t VALUES (2)").ok());
    ASSERT_TRUE(transaction.Commit().ok());
  }
  EXPECT_EQ((*connection)->QueryInteger("SELECT SUM(x) FROM t").value(), 2);
}

TEST_F(SqliteConnectionTest, AFullDiskUndoesTheTransactionAndLeavesTheConnectionUsable) {
  const auto connection = SqliteConnection::Open(folder_.Path("estate.db"), kPatience);
  ASSERT_TRUE(connection.ok());
  ASSERT_TRUE((*connection)->Execute("CREATE TABLE t (x); INSERT INTO t VALUES (1); PRAGMA max_page_count = 8").ok());
  {
    SqliteTransaction transaction(**connection);
    ASSERT_TRUE(transaction.Begin().ok());
    const absl::Status status = (*connection)->Execute("INSERT INTO t VALUES (zeroblob(100000))");
    EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
    EXPECT_THAT(Message(status), AllOf(StartsWith(folder_.Path("estate.db")), HasSubstr("make room")));
  }
  EXPECT_FALSE((*connection)->in_transaction());
  EXPECT_EQ((*connection)->QueryInteger("SELECT COUNT(*) FROM t").value(), 1);
}

TEST_F(SqliteConnectionTest, ALockIsWaitedForAsLongAsAskedFor) {
  const std::string path = folder_.Path("estate.db");
  const auto holder = SqliteConnection::Open(path, 0);
  const auto other = SqliteConnection::Open(path, 0);
  ASSERT_TRUE(holder.ok() && other.ok());
  SqliteTransaction held(**holder);
  ASSERT_TRUE(held.Begin().ok());
  {
    SqliteTransaction refused(**other);
    const absl::Status status = refused.Begin();
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
    EXPECT_THAT(Message(status), AllOf(StartsWith(path), HasSubstr("another process")));
  }
  ASSERT_TRUE(held.Commit().ok());
  SqliteTransaction granted(**other);
  EXPECT_TRUE(granted.Begin().ok());
}

}  // namespace
}  // namespace certsweep::estate
