#include "engine/estate/sqlite_error.h"

#include <sqlite3.h>

#include <cerrno>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::estate {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

struct ErrorCase {
  const char* description;
  int code;
  int error_number;
  absl::StatusCode expected;
  const char* advice;
};

class SqliteErrorCodesTest : public ::testing::TestWithParam<ErrorCase> {};

TEST_P(SqliteErrorCodesTest, SaysWhichRecordAndWhatToDo) {
  const ErrorCase& c = GetParam();
  const absl::Status status = SqliteStatus(c.code, c.error_number, "words of SQLite", "/srv/estate.db");
  EXPECT_EQ(status.code(), c.expected);
  const std::string message(status.message());
  EXPECT_THAT(message, StartsWith("/srv/estate.db: "));
  EXPECT_THAT(message, HasSubstr(c.advice));
  EXPECT_EQ(message.find('\n'), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    All, SqliteErrorCodesTest,
    ::testing::Values(
        ErrorCase{"full", SQLITE_FULL, 0, absl::StatusCode::kResourceExhausted, "make room"},
        ErrorCase{"write_without_room", SQLITE_IOERR_WRITE, ENOSPC, absl::StatusCode::kResourceExhausted, "make room"},
        ErrorCase{"quota", SQLITE_IOERR_WRITE, EDQUOT, absl::StatusCode::kResourceExhausted, "make room"},
        ErrorCase{"limit_on_size", SQLITE_IOERR_WRITE, EFBIG, absl::StatusCode::kResourceExhausted, "make room"},
        // SQLite keeps no errno when its shared memory can't grow, and that has hardly another cause.
        ErrorCase{"shared_memory", SQLITE_IOERR_SHMSIZE, 0, absl::StatusCode::kResourceExhausted, "make room"},
        ErrorCase{"broken_disk", SQLITE_IOERR_READ, EIO, absl::StatusCode::kInternal, "look after the disk"},
        ErrorCase{"broken_disk_without_errno", SQLITE_IOERR_READ, 0, absl::StatusCode::kInternal, "words of SQLite"},
        ErrorCase{"busy", SQLITE_BUSY, 0, absl::StatusCode::kUnavailable, "another process"},
        ErrorCase{"locked", SQLITE_LOCKED, 0, absl::StatusCode::kUnavailable, "try again"},
        ErrorCase{"no_folder", SQLITE_CANTOPEN, ENOENT, absl::StatusCode::kNotFound, "make the folder first"},
        ErrorCase{"folder_is_file", SQLITE_CANTOPEN, ENOTDIR, absl::StatusCode::kNotFound, "Not a directory"},
        ErrorCase{"no_right", SQLITE_CANTOPEN, EACCES, absl::StatusCode::kPermissionDenied, "must be writable"},
        ErrorCase{"read_only_disk", SQLITE_CANTOPEN, EROFS, absl::StatusCode::kPermissionDenied, "must be writable"},
        ErrorCase{"open_without_room", SQLITE_CANTOPEN, ENOSPC, absl::StatusCode::kResourceExhausted, "make room"},
        ErrorCase{"descriptors", SQLITE_CANTOPEN, EMFILE, absl::StatusCode::kInternal, "Too many open files"},
        ErrorCase{"unknown_reason", SQLITE_CANTOPEN, 0, absl::StatusCode::kPermissionDenied, "words of SQLite"},
        ErrorCase{"read_only", SQLITE_READONLY, 0, absl::StatusCode::kPermissionDenied, "must be writable"},
        ErrorCase{"read_only_folder", SQLITE_READONLY_DIRECTORY, 0, absl::StatusCode::kPermissionDenied,
                  "must be writable"},
        ErrorCase{"no_database", SQLITE_NOTADB, 0, absl::StatusCode::kDataLoss, "no certsweep record"},
        ErrorCase{"damaged", SQLITE_CORRUPT, 0, absl::StatusCode::kDataLoss, "name another file"},
        ErrorCase{"too_big", SQLITE_TOOBIG, 0, absl::StatusCode::kInvalidArgument, "words of SQLite"},
        ErrorCase{"constraint", SQLITE_CONSTRAINT, 0, absl::StatusCode::kFailedPrecondition, "words of SQLite"},
        ErrorCase{"other", SQLITE_MISUSE, 0, absl::StatusCode::kInternal, "words of SQLite"}),
    [](const auto& error) { return error.param.description; });

TEST(SqliteErrorTest, WhatIsNoErrorIsOk) {
  for (const int code : {SQLITE_OK, SQLITE_ROW, SQLITE_DONE}) EXPECT_TRUE(SqliteStatus(code, 0, "", "x").ok());
}

TEST(SqliteErrorTest, AFileErrorSaysTheSystemsWordsOnce) {
  EXPECT_EQ(FileStatus(ENOENT, "a/b.db").message(), "a/b.db: No such file or directory; make the folder first");
  EXPECT_EQ(FileStatus(EIO, "b.db"), absl::InternalError("b.db: Input/output error"));
}

}  // namespace
}  // namespace certsweep::estate
