#include "engine/base/read_file.h"

#include <sys/stat.h>

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/child_process.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::base {
namespace {

using namespace std::string_literals;
using test::TemporaryFolder;
using test::WriteWholeFile;

std::string ErrorOf(const std::string& path, size_t max_bytes = kMaxFileBytes) {
  const absl::StatusOr<std::string> text = ReadFile(path, max_bytes);
  return text.ok() ? "no error" : std::string(text.status().message());
}

TEST(ReadFileTest, ReadsEveryByte) {
  const TemporaryFolder folder;
  // The last has more than one buffer.
  for (const std::string& content : {""s, "a\0b\r\n\x1a\xff"s, std::string(200'000, 'x') + "end"}) {
    WriteWholeFile(folder.Path("f"), content);
    const absl::StatusOr<std::string> text = ReadFile(folder.Path("f"));
    ASSERT_TRUE(text.ok()) << text.status();
    EXPECT_EQ(*text, content);
  }
}

TEST(ReadFileTest, TakesUpToTheBoundAndNotAByteMore) {
  const TemporaryFolder folder;
  constexpr size_t kMiB = size_t{1} << 20;
  WriteWholeFile(folder.Path("f"), std::string(kMiB, 'x'));
  EXPECT_EQ(ErrorOf(folder.Path("f"), kMiB), "no error");
  WriteWholeFile(folder.Path("f"), std::string(kMiB + 1, 'x'));
  EXPECT_EQ(ErrorOf(folder.Path("f"), kMiB), folder.Path("f") + ": over 1 MiB");
  EXPECT_EQ(ErrorOf("/dev/zero", kMiB), "/dev/zero: over 1 MiB") << "a file without end";
}

TEST(ReadFileTest, SaysWhatCannotBeRead) {
  const TemporaryFolder folder;
  EXPECT_EQ(ErrorOf(folder.Path("missing")), folder.Path("missing") + ": No such file or directory");
  EXPECT_TRUE(absl::IsNotFound(ReadFile(folder.Path("missing")).status()));
  EXPECT_EQ(ErrorOf(folder.path()), folder.path() + ": Is a directory");
  EXPECT_TRUE(absl::IsInvalidArgument(ReadFile(folder.path()).status()));
  EXPECT_EQ(ErrorOf(""), ": No such file or directory");
  EXPECT_EQ(ErrorOf("\x1b[31m"), "\\x1b[31m: No such file or directory");
}

TEST(ReadFileTest, SaysWhatMayNotBeRead) {
  const TemporaryFolder folder;
  ASSERT_EQ(chmod(folder.path().c_str(), 0755), 0);
  WriteWholeFile(folder.Path("f"), "secret");
  ASSERT_EQ(chmod(folder.Path("f").c_str(), 0), 0);
  EXPECT_EQ(test::InChild([&](const test::ChildSide& side) {
              test::BecomeNobody();
              side.Say(ErrorOf(folder.Path("f")));
            }),
            folder.Path("f") + ": Permission denied");
}

}  // namespace
}  // namespace certsweep::base
