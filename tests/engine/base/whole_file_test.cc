#include "engine/base/whole_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/child_process.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::base {
namespace {

namespace fs = std::filesystem;
using test::ReadWholeFile;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> FilesIn(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename());
  return names;
}

int ModeOf(const std::string& path) { return static_cast<int>(fs::status(path).permissions()); }

class WithUmask {
 public:
  explicit WithUmask(mode_t mask) : before_(::umask(mask)) {}
  ~WithUmask() { ::umask(before_); }

 private:
  const mode_t before_;
};

TEST(WholeFileTest, IsThereWholeAndForItsOwnerAlone) {
  const test::TemporaryFolder folder;
  for (const mode_t mask : {0000, 0022, 0277, 0777}) {
    const WithUmask umask(mask);
    const std::string path = folder.Path(std::to_string(mask));
    ASSERT_TRUE(WriteWholeFile(path, "secret\n", {}).ok());
    EXPECT_EQ(ModeOf(path), 0600);
    EXPECT_EQ(ReadWholeFile(path), "secret\n");
  }
  EXPECT_EQ(FilesIn(folder.path()).size(), 4u) << "nothing else is left";
}

TEST(WholeFileTest, WhatIsNotPrivateHasTheRightsThatTheUmaskLeaves) {
  const test::TemporaryFolder folder;
  const WithUmask umask(0027);
  ASSERT_TRUE(WriteWholeFile(folder.Path("a"), "", {.is_private = false}).ok());
  EXPECT_EQ(ModeOf(folder.Path("a")), 0640);
}

TEST(WholeFileTest, NeverTakesThePlaceOfAnotherUnlessTold) {
  const test::TemporaryFolder folder;
  const std::string path = folder.Path("key.pem");
  test::WriteWholeFile(path, "old");
  const absl::Status status = WriteWholeFile(path, "new", {});
  EXPECT_TRUE(absl::IsAlreadyExists(status));
  EXPECT_EQ(status.message(), path + ": is there already");
  EXPECT_EQ(ReadWholeFile(path), "old");
  ASSERT_TRUE(WriteWholeFile(path, "new", {.replace = true}).ok());
  EXPECT_EQ(ReadWholeFile(path), "new");
  EXPECT_EQ(ModeOf(path), 0600);
  EXPECT_THAT(FilesIn(folder.path()), ElementsAre("key.pem"));
}

TEST(WholeFileTest, ALinkToNothingIsAFileToo) {
  const test::TemporaryFolder folder;
  fs::create_symlink(folder.Path("elsewhere"), folder.Path("key.pem"));
  EXPECT_TRUE(absl::IsAlreadyExists(WriteWholeFile(folder.Path("key.pem"), "new", {})));
  EXPECT_FALSE(fs::exists(folder.Path("elsewhere")));
}

TEST(WholeFileTest, SaysWhatFailedAndLeavesNothing) {
  const test::TemporaryFolder folder;
  const absl::Status missing = WriteWholeFile(folder.Path("no/key.pem"), "x", {});
  EXPECT_TRUE(absl::IsNotFound(missing));
  EXPECT_THAT(std::string(missing.message()), HasSubstr("no/key.pem: No such file"));
  fs::create_directory(folder.Path("folder"));
  EXPECT_FALSE(WriteWholeFile(folder.Path("folder"), "x", {.replace = true}).ok());
  EXPECT_TRUE(absl::IsAlreadyExists(WriteWholeFile(folder.Path("folder"), "x", {})));
  EXPECT_THAT(FilesIn(folder.Path("folder")), IsEmpty());
  EXPECT_THAT(FilesIn(folder.path()), ElementsAre("folder"));
}

TEST(WholeFileTest, AFullDiskLeavesWhatWasThere) {
  const test::TemporaryFolder folder;
  const std::string path = folder.Path("server.pem");
  test::WriteWholeFile(path, "old");
  const std::string said = test::InChild([&](const test::ChildSide& parent) {
    test::LimitFileSize(1000);
    const absl::Status status = WriteWholeFile(path, std::string(5000, 'x'), {.replace = true});
    parent.Say(absl::IsResourceExhausted(status) ? "full" : status.ToString());
  });
  EXPECT_EQ(said, "full");
  EXPECT_EQ(ReadWholeFile(path), "old");
  EXPECT_THAT(FilesIn(folder.path()), ElementsAre("server.pem"));
}

TEST(WholeFileTest, AFolderWithoutRights) {
  const test::TemporaryFolder folder;
  ASSERT_EQ(::chmod(folder.path().c_str(), 0555), 0);
  const std::string said = test::InChild([&](const test::ChildSide& parent) {
    test::BecomeNobody();
    parent.Say(absl::IsPermissionDenied(WriteWholeFile(folder.Path("k"), "x", {})) ? "denied" : "?");
  });
  ASSERT_EQ(::chmod(folder.path().c_str(), 0755), 0);
  EXPECT_EQ(said, "denied");
}

TEST(WholeFileTest, KilledAtAnyMomentThereIsNoHalfFile) {
  for (int round = 0; round < 20; ++round) {
    const test::TemporaryFolder folder;
    const std::string path = folder.Path("key.pem");
    test::ChildProcess child([&](const test::ChildSide& parent) {
      parent.Say("go");
      for (int i = 0; i < 1000; ++i) {
        if (!WriteWholeFile(path, std::string(100000, 'k'), {.replace = true}).ok()) return;
      }
    });
    child.Hear(2);
    ::usleep(static_cast<useconds_t>(500 * round));
    child.Kill();
    if (fs::exists(path)) {
      EXPECT_EQ(fs::file_size(path), 100000u);
    }
  }
}

}  // namespace
}  // namespace certsweep::base
