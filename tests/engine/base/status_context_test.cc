#include "engine/base/status_context.h"

#include <cerrno>

#include "gtest/gtest.h"

namespace certsweep::base {
namespace {

TEST(StatusContextTest, PutsTheContextBeforeTheMessageAndKeepsTheCode) {
  EXPECT_EQ(Annotate(absl::NotFoundError("no such run"), "estate.db"), absl::NotFoundError("estate.db: no such run"));
  EXPECT_EQ(Annotate(absl::ResourceExhaustedError(""), "x"), absl::ResourceExhaustedError("x: "));
}

TEST(StatusContextTest, LeavesAnOkStatusOk) { EXPECT_TRUE(Annotate(absl::OkStatus(), "estate.db").ok()); }

TEST(StatusContextTest, TellsErrnoInWordsAndAsACode) {
  struct {
    int error_number;
    absl::Status expected;
  } const kCases[] = {
      {ENOENT, absl::NotFoundError("f: No such file or directory")},
      {ENOTDIR, absl::NotFoundError("f: Not a directory")},
      {ENOTDIR, absl::NotFoundError("f: Not a directory")},
      {EACCES, absl::PermissionDeniedError("f: Permission denied")},
      {EROFS, absl::PermissionDeniedError("f: Read-only file system")},
      {EPERM, absl::PermissionDeniedError("f: Operation not permitted")},
      {EROFS, absl::PermissionDeniedError("f: Read-only file system")},
      {ENOSPC, absl::ResourceExhaustedError("f: No space left on device")},
      {EDQUOT, absl::ResourceExhaustedError("f: Disk quota exceeded")},
      {EFBIG, absl::ResourceExhaustedError("f: File too large")},
      {EIO, absl::InternalError("f: Input/output error")},
      {EMFILE, absl::InternalError("f: Too many open files")},
  };
  for (const auto& c : kCases) EXPECT_EQ(ErrnoStatus(c.error_number, "f"), c.expected);
}

// What comes from errno may be 0 or nonsense; it is still an error.
TEST(StatusContextTest, IsNeverOkForErrno) {
  for (const int error_number : {0, -1, 99999}) EXPECT_FALSE(ErrnoStatus(error_number, "f").ok()) << error_number;
}

TEST(JoinProblemsTest, KeepsWhatIsWrong) {
  const absl::Status one = absl::NotFoundError("one"), two = absl::InternalError("two");
  EXPECT_TRUE(JoinProblems(absl::OkStatus(), absl::OkStatus()).ok());
  EXPECT_EQ(JoinProblems(one, absl::OkStatus()), one);
  EXPECT_EQ(JoinProblems(absl::OkStatus(), two), two);
  EXPECT_EQ(JoinProblems(one, two), absl::InvalidArgumentError("one\ntwo"));
}

}  // namespace
}  // namespace certsweep::base
