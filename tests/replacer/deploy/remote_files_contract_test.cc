// What remote_host.h says of files, held against each way to get at them: SFTP and a shell of this machine, both over a
// real sshd, and the appliance in memory that other tests rely on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

#include "replacer/deploy/remote_host.h"
#include "replacer/deploy/remote_path.h"
#include "replacer/deploy/sftp_files.h"
#include "replacer/deploy/shell_files.h"
#include "replacer/deploy/ssh_connector.h"
#include "tests/replacer/deploy/hard_names.h"
#include "tests/replacer/deploy/local_programs.h"
#include "tests/support/memory_host.h"
#include "tests/support/ssh_server.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::replacer {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAreArray;

// A way to files, and a folder to work in.
class Place {
 public:
  virtual ~Place() = default;
  virtual RemoteFiles& files() = 0;
  virtual std::string folder() const { return folder_.path(); }
  virtual void MakeSymlink(const std::string& target, const std::string& path) {
    test::Check(symlink(target.c_str(), path.c_str()) == 0, "no symbolic link");
  }
  virtual void MakeFolder(const std::string& path) { test::Check(mkdir(path.c_str(), 0755) == 0, "no folder"); }

 private:
  test::TemporaryFolder folder_;
};

class SftpPlace final : public Place {
 public:
  RemoteFiles& files() override { return *files_; }

 private:
  std::unique_ptr<SftpFiles> files_ =
      *SftpFiles::Start(std::make_unique<ProgramChannel>(std::vector<std::string>{kSftpServer}), 20'000'000);
};

class ShellPlace final : public Place {
 public:
  RemoteFiles& files() override { return files_; }

 private:
  ShellFiles files_{LocalShell()};
};

class SshPlace final : public Place {
 public:
  explicit SshPlace(bool sftp) : server_({.address = "", .sftp = sftp, .force_command = ""}) {
    SshOptions options;
    options.identity = server_.identity();
    absl::StatusOr<std::unique_ptr<RemoteHost>> host = SshConnector(options).Connect(server_.Target());
    test::Check(host.ok(), std::string(host.status().message()).c_str());
    host_ = *std::move(host);
  }
  RemoteFiles& files() override { return *host_; }

 private:
  test::SshServer server_;
  std::unique_ptr<RemoteHost> host_;
};

class MemoryPlace final : public Place {
 public:
  MemoryPlace() { appliance_.AddFolder("/folder"); }
  RemoteFiles& files() override { return host_; }
  std::string folder() const override { return "/folder"; }
  void MakeSymlink(const std::string& target, const std::string& path) override { appliance_.AddSymlink(path, target); }
  void MakeFolder(const std::string& path) override { appliance_.AddFolder(path); }

 private:
  test::MemoryAppliance appliance_;
  test::MemoryHost host_{appliance_};
};

enum class Kind { kSftp, kShell, kSshWithSftp, kSshWithoutSftp, kMemory };

std::unique_ptr<Place> MakePlace(Kind kind) {
  switch (kind) {
    case Kind::kSftp:
      return std::make_unique<SftpPlace>();
    case Kind::kShell:
      return std::make_unique<ShellPlace>();
    case Kind::kSshWithSftp:
      return std::make_unique<SshPlace>(true);
    case Kind::kSshWithoutSftp:
      return std::make_unique<SshPlace>(false);
    case Kind::kMemory:
      break;
  }
  return std::make_unique<MemoryPlace>();
}

class RemoteFilesContractTest : public testing::TestWithParam<Kind> {
 protected:
  void SetUp() override {
    const bool needs_sshd = GetParam() != Kind::kShell && GetParam() != Kind::kMemory;
    if (needs_sshd && !test::SshServer::IsAvailable()) GTEST_SKIP() << "openssh-server is not installed";
    place_ = MakePlace(GetParam());
  }
  RemoteFiles& files() { return place_->files(); }
  std::string Path(std::string_view name) const { return JoinPath(place_->folder(), name); }

  std::unique_ptr<Place> place_;
};

TEST_P(RemoteFilesContractTest, WritesReadsAndListsHardNames) {
  for (const std::string& name : HardNames()) {
    EXPECT_TRUE(files().CreateFile(Path(name), "in " + name).ok()) << name;
    EXPECT_EQ(*files().ReadFile(Path(name), 1000), "in " + name);
    EXPECT_EQ(files().Stat(Path(name))->size, 3 + name.size());
    EXPECT_EQ(*files().ResolvePath(Path(name)), Path(name));
  }
  EXPECT_THAT(*files().List(place_->folder()), UnorderedElementsAreArray(HardNames()));
  for (const std::string& name : HardNames()) {
    EXPECT_TRUE(files().SetMode(Path(name), 0640).ok()) << name;
    EXPECT_TRUE(files().SetOwnership(Path(name), getuid(), getgid()).ok()) << name;
    EXPECT_TRUE(files().CreateFile(Path("other"), "new").ok());
    EXPECT_TRUE(files().Replace(Path("other"), Path(name)).ok()) << name;
    EXPECT_EQ(*files().ReadFile(Path(name), 1000), "new");
    EXPECT_TRUE(files().Remove(Path(name)).ok()) << name;
  }
  EXPECT_THAT(*files().List(place_->folder()), IsEmpty());
}

TEST_P(RemoteFilesContractTest, AHardFolderIsNoHarderThanAFile) {
  for (const std::string& name : HardNames()) {
    place_->MakeFolder(Path(name));
    const std::string file = JoinPath(Path(name), name);
    EXPECT_TRUE(files().CreateFile(file, "x").ok()) << name;
    EXPECT_THAT(*files().List(Path(name)), testing::ElementsAre(name));
    EXPECT_TRUE(files().Remove(file).ok());
  }
}

TEST_P(RemoteFilesContractTest, BytesArriveAsTheyAre) {
  std::string bytes;
  for (int i = 0; i < 300'000; ++i) bytes += static_cast<char>(i * 7 + i / 256);
  ASSERT_TRUE(files().CreateFile(Path("x"), bytes).ok());
  EXPECT_TRUE(*files().ReadFile(Path("x"), bytes.size()) == bytes);
  EXPECT_EQ(files().Stat(Path("x"))->size, bytes.size());
  ASSERT_TRUE(files().CreateFile(Path("empty"), "").ok());
  EXPECT_EQ(*files().ReadFile(Path("empty"), 0), "");
}

TEST_P(RemoteFilesContractTest, AFileIsBornForItsOwnerAlone) {
  const mode_t before = umask(0);
  EXPECT_TRUE(files().CreateFile(Path("x"), "secret").ok());
  umask(before);
  const RemoteFile file = *files().Stat(Path("x"));
  EXPECT_EQ(file.kind, FileKind::kRegular);
  EXPECT_EQ(file.mode, 0600U);
  EXPECT_EQ(file.uid, GetParam() == Kind::kMemory ? 0 : getuid());
}

TEST_P(RemoteFilesContractTest, NothingIsOverwrittenByCreating) {
  ASSERT_TRUE(files().CreateFile(Path("x"), "old").ok());
  EXPECT_TRUE(absl::IsAlreadyExists(files().CreateFile(Path("x"), "new")));
  EXPECT_EQ(*files().ReadFile(Path("x"), 100), "old");
  place_->MakeSymlink(Path("nowhere"), Path("dangling"));
  EXPECT_TRUE(absl::IsAlreadyExists(files().CreateFile(Path("dangling"), "new")));
  EXPECT_TRUE(absl::IsNotFound(files().Stat(Path("nowhere")).status()));
  place_->MakeFolder(Path("folder"));
  EXPECT_TRUE(absl::IsAlreadyExists(files().CreateFile(Path("folder"), "new")));
}

TEST_P(RemoteFilesContractTest, WhatIsMissingIsNotFound) {
  const std::string path = Path("missing");
  EXPECT_TRUE(absl::IsNotFound(files().Stat(path).status()));
  EXPECT_TRUE(absl::IsNotFound(files().ResolvePath(path).status()));
  EXPECT_TRUE(absl::IsNotFound(files().ReadFile(path, 1).status()));
  EXPECT_TRUE(absl::IsNotFound(files().SetMode(path, 0600)));
  EXPECT_TRUE(absl::IsNotFound(files().SetOwnership(path, getuid(), getgid())));
  EXPECT_TRUE(absl::IsNotFound(files().Remove(path)));
  EXPECT_TRUE(absl::IsNotFound(files().List(path).status()));
  EXPECT_TRUE(absl::IsNotFound(files().CreateFile(path + "/x", "x"))) << files().CreateFile(path + "/x", "x");
  EXPECT_TRUE(absl::IsNotFound(files().Replace(path, Path("to"))));
  EXPECT_THAT(std::string(files().Stat(path).status().message()), HasSubstr(path));
}

TEST_P(RemoteFilesContractTest, SymbolicLinksAreFollowedOnlyToResolve) {
  place_->MakeFolder(Path("real"));
  ASSERT_TRUE(files().CreateFile(Path("real/x"), "content").ok());
  place_->MakeSymlink("real", Path("folder_link"));
  place_->MakeSymlink("folder_link/x", Path("link"));
  EXPECT_EQ(*files().ResolvePath(Path("link")), Path("real/x"));
  EXPECT_EQ(files().Stat(Path("link"))->kind, FileKind::kSymlink);
  EXPECT_EQ(files().Stat(Path("real"))->kind, FileKind::kFolder);
  EXPECT_EQ(*files().ReadFile(Path("link"), 100), "content");
  place_->MakeSymlink("nowhere", Path("dangling"));
  EXPECT_TRUE(absl::IsNotFound(files().ResolvePath(Path("dangling")).status()));
  EXPECT_TRUE(files().Remove(Path("dangling")).ok());
}

TEST_P(RemoteFilesContractTest, ModesArriveWhole) {
  ASSERT_TRUE(files().CreateFile(Path("x"), "").ok());
  for (const uint32_t mode : {0U, 0400U, 0640U, 0644U, 0777U, 04711U, 02750U, 01606U, 07777U}) {
    EXPECT_TRUE(files().SetMode(Path("x"), mode).ok());
    EXPECT_EQ(files().Stat(Path("x"))->mode, mode);
  }
}

TEST_P(RemoteFilesContractTest, RootGivesFilesAway) {
  if (getuid() != 0) GTEST_SKIP() << "needs root";
  ASSERT_TRUE(files().CreateFile(Path("x"), "").ok());
  EXPECT_TRUE(files().SetOwnership(Path("x"), 33, 4).ok());
  EXPECT_EQ(files().Stat(Path("x"))->uid, 33U);
  EXPECT_EQ(files().Stat(Path("x"))->gid, 4U);
}

TEST_P(RemoteFilesContractTest, ReplacingLeavesTheNewFileWithItsMode) {
  EXPECT_TRUE(files().CanReplace().ok());
  ASSERT_TRUE(files().CreateFile(Path("old"), "old").ok());
  ASSERT_TRUE(files().SetMode(Path("old"), 0400).ok());
  ASSERT_TRUE(files().CreateFile(Path("new"), "new").ok());
  ASSERT_TRUE(files().SetMode(Path("new"), 0640).ok());
  EXPECT_TRUE(files().Replace(Path("new"), Path("old")).ok());
  EXPECT_EQ(*files().ReadFile(Path("old"), 100), "new");
  EXPECT_EQ(files().Stat(Path("old"))->mode, 0640U);
  EXPECT_TRUE(absl::IsNotFound(files().Stat(Path("new")).status()));
}

TEST_P(RemoteFilesContractTest, AFolderIsNeitherReplacedNorRemoved) {
  place_->MakeFolder(Path("folder"));
  ASSERT_TRUE(files().CreateFile(Path("x"), "x").ok());
  EXPECT_FALSE(files().Replace(Path("x"), Path("folder")).ok());
  EXPECT_FALSE(files().Remove(Path("folder")).ok());
  EXPECT_EQ(*files().ReadFile(Path("x"), 100), "x");
  EXPECT_EQ(files().Stat(Path("folder"))->kind, FileKind::kFolder);
  EXPECT_FALSE(files().ReadFile(Path("folder"), 100).ok());
}

TEST_P(RemoteFilesContractTest, LongFilesAreNotReadInPart) {
  ASSERT_TRUE(files().CreateFile(Path("x"), "12345").ok());
  EXPECT_EQ(*files().ReadFile(Path("x"), 5), "12345");
  EXPECT_TRUE(absl::IsOutOfRange(files().ReadFile(Path("x"), 4).status()));
  EXPECT_TRUE(absl::IsOutOfRange(files().ReadFile(Path("x"), 0).status()));
}

TEST_P(RemoteFilesContractTest, PathsThatAreNoneAreRefused) {
  for (const std::string& path : {std::string(), Path("x") + '\0' + "y"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(files().Stat(path).status()));
    EXPECT_TRUE(absl::IsInvalidArgument(files().ResolvePath(path).status()));
    EXPECT_TRUE(absl::IsInvalidArgument(files().ReadFile(path, 1).status()));
    EXPECT_TRUE(absl::IsInvalidArgument(files().CreateFile(path, "x")));
    EXPECT_TRUE(absl::IsInvalidArgument(files().SetMode(path, 0600)));
    EXPECT_TRUE(absl::IsInvalidArgument(files().SetOwnership(path, 0, 0)));
    EXPECT_TRUE(absl::IsInvalidArgument(files().Replace(path, Path("x"))));
    EXPECT_TRUE(absl::IsInvalidArgument(files().Replace(Path("x"), path)));
    EXPECT_TRUE(absl::IsInvalidArgument(files().Remove(path)));
    EXPECT_TRUE(absl::IsInvalidArgument(files().List(path).status()));
  }
  EXPECT_THAT(*files().List(place_->folder()), IsEmpty());
}

std::string NameOfKind(const testing::TestParamInfo<Kind>& info) {
  switch (info.param) {
    case Kind::kSftp:
      return "Sftp";
    case Kind::kShell:
      return "Shell";
    case Kind::kSshWithSftp:
      return "SshWithSftp";
    case Kind::kSshWithoutSftp:
      return "SshWithoutSftp";
    case Kind::kMemory:
      break;
  }
  return "Memory";
}

INSTANTIATE_TEST_SUITE_P(Places, RemoteFilesContractTest,
                         testing::Values(Kind::kSftp, Kind::kShell, Kind::kSshWithSftp, Kind::kSshWithoutSftp,
                                         Kind::kMemory),
                         NameOfKind);

}  // namespace
}  // namespace certsweep::replacer
