#include "replacer/deploy/shell_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/replacer/deploy/local_programs.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::replacer {
namespace {

using testing::HasSubstr;
using testing::Not;

// A host whose commands all end so.
ShellFiles Host(CommandResult result) {
  return ShellFiles([result](const std::string&, std::string_view, size_t) { return result; });
}

ShellFiles Listing(std::string_view line) { return Host({.status = 0, .output = std::string(line), .errors = ""}); }

TEST(ShellFilesTest, ReadsListings) {
  EXPECT_EQ(*Listing("-rw-r----- 1 0 104 1234 Jan  2 03:04 /etc/server.pem\n").Stat("/x"),
            (RemoteFile{.kind = FileKind::kRegular, .size = 1234, .mode = 0640, .uid = 0, .gid = 104}));
  EXPECT_EQ(Listing("-rw-------. 1 0 0 5 Jan 2 2020 x\n").Stat("/x")->mode, 0600U);  // SELinux
  EXPECT_EQ(Listing("-rw-rw----+ 1 0 0 5 Jan 2 2020 x\n").Stat("/x")->mode, 0660U);  // an access list
  EXPECT_EQ(Listing("drwxrwxrwt 9 0 0 4096 Jan 2 2020 /tmp\n").Stat("/x")->mode, 01777U);
  EXPECT_EQ(Listing("-rwSr-sr-T 1 0 0 5 Jan 2 2020 x\n").Stat("/x")->mode, 07654U);
  EXPECT_EQ(Listing("lrwxrwxrwx 1 0 0 5 Jan 2 2020 x -> y\n").Stat("/x")->kind, FileKind::kSymlink);
  EXPECT_EQ(Listing("crw-rw-rw- 1 0 0 1, 3 Jan 2 2020 /dev/null\n").Stat("/x")->kind, FileKind::kOther);
}

TEST(ShellFilesTest, ListingsThatCannotBeReadAreToldAndNotGuessed) {
  for (const char* line :
       {"", "total 0", "-rw------- 1 root root 5 Jan 2 2020 x", "-rw------- 1 0 0 many Jan", "-rw 1 0 0 5"}) {
    EXPECT_TRUE(absl::IsUnimplemented(Listing(line).Stat("/x").status())) << line;
  }
}

TEST(ShellFilesTest, MessagesOfTheSystemBecomeOurs) {
  const std::pair<const char*, absl::StatusCode> kMessages[] = {
      {"sh: cannot create /x: Read-only file system", absl::StatusCode::kPermissionDenied},
      {"cat: write error: No space left on device", absl::StatusCode::kResourceExhausted},
      {"cat: write error: Disk quota exceeded", absl::StatusCode::kResourceExhausted},
      {"chown: x: Operation not permitted", absl::StatusCode::kPermissionDenied},
      {"ls: x: No such file or directory", absl::StatusCode::kNotFound},
      {"something else", absl::StatusCode::kInternal},
      {"", absl::StatusCode::kInternal}};
  for (const auto& [message, code] : kMessages) {
    const absl::Status status = Host({.status = 1, .output = "", .errors = message}).SetMode("/x", 0600);
    EXPECT_EQ(status.code(), code) << message;
    EXPECT_THAT(std::string(status.message()), HasSubstr(*message ? message : "exit status 1"));
  }
}

TEST(ShellFilesTest, BytesAreOnNoCommandLine) {
  std::string seen_command, seen_input;
  ShellFiles files([&](const std::string& command, std::string_view input, size_t) {
    seen_command += command;
    seen_input += input;
    return CommandResult();
  });
  ASSERT_TRUE(files.CreateFile("/x", "SECRET").ok());
  EXPECT_THAT(seen_command, Not(HasSubstr("SECRET")));
  EXPECT_EQ(seen_input, "SECRET");
}

TEST(ShellFilesTest, AFullDiskIsTold) {
  // Files may grow to 1,024 bytes: EFBIG, for the signal is ignored.
  ShellFiles files([](const std::string& command, std::string_view input, size_t limit) {
    return LocalShell()("trap '' XFSZ; ulimit -f 2; " + command, input, limit);
  });
  const test::TemporaryFolder folder;
  EXPECT_TRUE(absl::IsResourceExhausted(files.CreateFile(folder.Path("x"), std::string(100'000, 'x'))));
  EXPECT_TRUE(files.CreateFile(folder.Path("y"), "fits").ok());
}

TEST(ShellFilesTest, AHostWithoutMvCannotReplace) {
  EXPECT_TRUE(absl::IsFailedPrecondition(Host({.status = 127, .output = "", .errors = ""}).CanReplace()));
  ShellFiles refusing([](const std::string&, std::string_view, size_t) -> absl::StatusOr<CommandResult> {
    return absl::UnimplementedError("the host does not start a command");
  });
  EXPECT_TRUE(absl::IsFailedPrecondition(refusing.CanReplace()));
  ShellFiles lost([](const std::string&, std::string_view, size_t) -> absl::StatusOr<CommandResult> {
    return absl::UnavailableError("connection lost");
  });
  EXPECT_TRUE(absl::IsUnavailable(lost.CanReplace()));
}

TEST(ShellFilesTest, AHostWhoseReadlinkSaysNothingIsTold) {
  EXPECT_TRUE(absl::IsUnimplemented(Listing("").ResolvePath("/x").status()));
  EXPECT_EQ(*Listing("/a\n\n").ResolvePath("/x"), "/a\n");
}

TEST(ShellFilesTest, AnEndlessFolderIsCutOff) {
  EXPECT_TRUE(absl::IsResourceExhausted(Listing(std::string(size_t{5} << 20, 'x')).List("/x").status()));
}

}  // namespace
}  // namespace certsweep::replacer
