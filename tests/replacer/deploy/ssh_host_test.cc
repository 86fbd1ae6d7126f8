#include "replacer/deploy/ssh_host.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "replacer/deploy/backup.h"
#include "replacer/deploy/installation.h"
#include "replacer/deploy/remote_path.h"
#include "replacer/deploy/remote_quoting.h"
#include "replacer/deploy/ssh_connector.h"
#include "replacer/deploy/temporary_name.h"
#include "tests/replacer/deploy/hard_names.h"
#include "tests/support/cutting_relay.h"
#include "tests/support/ssh_server.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::replacer {
namespace {

using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kOld = "old key, old certificate";
const std::string kNew(20'000, 'n');

absl::StatusOr<std::unique_ptr<RemoteHost>> Connect(const test::SshServer& server, const SshTarget& target,
                                                    int64_t command_timeout_us = 20'000'000) {
  SshOptions options;
  options.identity = server.identity();
  options.command_timeout_us = command_timeout_us;
  return SshConnector(options).Connect(target);
}

// By what way files go.
enum class Way { kSftp, kShell };

test::SshServerOptions ServerOptions(Way way, std::string force_command = "") {
  return {.address = "", .sftp = way == Way::kSftp, .force_command = std::move(force_command)};
}

class SshHostTest : public testing::TestWithParam<Way> {
 protected:
  void SetUp() override {
    if (!test::SshServer::IsAvailable()) GTEST_SKIP() << "openssh-server is not installed";
    server_ = std::make_unique<test::SshServer>(ServerOptions(GetParam()));
    test::WriteWholeFile(pem_, kOld);
  }
  std::unique_ptr<RemoteHost> Host(int64_t command_timeout_us = 20'000'000) {
    return *Connect(*server_, server_->Target(), command_timeout_us);
  }
  static CommandResult Result(absl::StatusOr<CommandResult> result) {
    EXPECT_TRUE(result.ok()) << result.status();
    return result.ok() ? *std::move(result) : CommandResult{.status = -2, .output = "", .errors = ""};
  }
  // A connection that passes `relay`.
  SshTarget Through(const test::CuttingRelay& relay) const {
    SshTarget target = server_->Target();
    target.address = "127.0.0.1";
    target.port = relay.port();
    return target;
  }

  std::unique_ptr<test::SshServer> server_;
  test::TemporaryFolder folder_;
  const std::string pem_ = folder_.Path("server.pem");
};

INSTANTIATE_TEST_SUITE_P(Ways, SshHostTest, testing::Values(Way::kSftp, Way::kShell),
                         [](const auto& way) { return way.param == Way::kSftp ? "Sftp" : "Shell"; });

TEST_P(SshHostTest, RunsCommands) {
  const auto host = Host();
  const CommandResult result = Result(host->Run("echo out; echo err >&2; exit 7"));
  EXPECT_EQ(result.status, 7);
  EXPECT_EQ(result.output, "out\n");
  EXPECT_EQ(result.errors, "err\n");
  EXPECT_FALSE(result.cut);
  EXPECT_EQ(Result(host->Run("exit 0")).status, 0);
  EXPECT_EQ(Result(host->Run("/no/such/command")).status, 127);
}

TEST_P(SshHostTest, ACommandHasNoInput) { EXPECT_EQ(Result(Host()->Run("cat; echo end")).output, "end\n"); }

TEST_P(SshHostTest, ASignalIsNoExitStatus) {
  const CommandResult result = Result(Host()->Run("echo before >&2; kill -TERM $$"));
  EXPECT_EQ(result.status, -1);
  EXPECT_EQ(result.errors, "before\nkilled by signal TERM");
}

TEST_P(SshHostTest, OutputIsBoundedOnBothStreams) {
  const CommandResult result = Result(Host()->Run("head -c 300000 /dev/zero; head -c 300000 /dev/zero >&2; exit 3"));
  EXPECT_EQ(result.status, 3);
  EXPECT_EQ(result.output.size(), kMaxCommandOutput);
  EXPECT_EQ(result.errors.size(), kMaxCommandOutput);
  EXPECT_TRUE(result.cut);
}

TEST_P(SshHostTest, WhatACommandLeavesInTheBackgroundIsNotWaitedFor) {
  // A server that was restarted holds the output open.
  const CommandResult result = Result(Host()->Run("sleep 30 & echo started $!"));
  EXPECT_EQ(result.status, 0);
  EXPECT_THAT(result.output, HasSubstr("started"));
  Result(Host()->Run("kill " + result.output.substr(8)));
}

TEST_P(SshHostTest, ACommandThatHangsIsLeft) {
  const auto host = Host(2'000'000);
  EXPECT_TRUE(absl::IsDeadlineExceeded(host->Run("exec sleep 20").status()));
  // The connection is still good.
  EXPECT_EQ(Result(host->Run("echo on")).output, "on\n");
}

TEST_P(SshHostTest, CommandsWithANulAreRefused) {
  EXPECT_TRUE(absl::IsInvalidArgument(Host()->Run(std::string_view("echo a\0; rm", 11)).status()));
}

TEST_P(SshHostTest, QuotedWordsArriveAsTheyAre) {
  const auto host = Host();
  for (const std::string& name : HardNames()) {
    EXPECT_EQ(Result(host->Run("printf %s " + *QuoteForShell(name))).output, name);
  }
}

TEST_P(SshHostTest, ManyCallsNeedNoMoreThanOneConnection) {
  const auto host = Host();
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(Result(host->Run("echo x")).output, "x\n");
    EXPECT_EQ(*host->ReadFile(pem_, 100), kOld);
  }
}

TEST_P(SshHostTest, TalksToAShellOnATerminal) {
  const auto host = Host();
  const auto result = host->Converse({{.expect = "", .send = "PS1='ready> '; echo $((6*7))x; tty"},
                                      {.expect = "42x", .send = std::nullopt},
                                      {.expect = "/dev/pts/", .send = "exit"}});
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_TRUE(result->completed) << result->detail << result->transcript;
}

TEST_P(SshHostTest, ReplacesAPemFileAndPutsItBack) {
  ASSERT_EQ(chmod(pem_.c_str(), 0644), 0);
  const std::string link = folder_.Path("link; $(touch HACKED) 'x'\n.pem");
  ASSERT_EQ(symlink(pem_.c_str(), link.c_str()), 0);
  const auto host = Host();
  const Inspection inspection = *Inspect(*host, link);
  EXPECT_EQ(inspection.resolved, pem_);
  EXPECT_EQ(inspection.notices.size(), 2U);
  const std::string backup = *BackUp(*host, inspection.resolved, 1767323045);
  const std::string temporary = TemporaryPathFor(inspection.resolved, *RandomToken());
  ASSERT_TRUE(Upload(*host, temporary, kNew, inspection.file, 0640).ok());
  ASSERT_TRUE(Install(*host, temporary, inspection.resolved).ok());
  EXPECT_TRUE(*IsInstalled(*host, pem_, base::Sha256(base::AsBytes(kNew))));
  EXPECT_EQ(test::ReadWholeFile(pem_), kNew);
  struct stat status{};
  ASSERT_EQ(stat(pem_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0640U);
  ASSERT_EQ(stat(backup.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600U);
  ASSERT_TRUE(RestoreFrom(*host, backup, pem_, temporary, inspection.file).ok());
  EXPECT_EQ(test::ReadWholeFile(pem_), kOld);
  EXPECT_EQ(*PruneBackups(*host, pem_, "", 0), 1);
  EXPECT_THAT(*host->List(folder_.path()), testing::UnorderedElementsAre("server.pem", NameOf(link)));
}

TEST_P(SshHostTest, ACutWhileUploadingLeavesTheOldFile) {
  bool cut_with_leftover = false;
  for (size_t bytes = 0; bytes < kNew.size() + 8'000; bytes += 1'703) {
    test::CuttingRelay relay(server_->address(), server_->port());
    const auto host = *Connect(*server_, Through(relay));
    const Inspection inspection = *Inspect(*host, pem_);
    const std::string temporary = TemporaryPathFor(pem_, *RandomToken());
    relay.CutAfter(bytes);
    const absl::Status status = Upload(*host, temporary, kNew, inspection.file, 0640);
    EXPECT_EQ(test::ReadWholeFile(pem_), kOld);
    if (status.ok()) break;
    EXPECT_TRUE(absl::IsUnavailable(status)) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(temporary + " may be left on the host"));
    const auto again = Host();
    cut_with_leftover = cut_with_leftover || again->Stat(temporary).ok();
    EXPECT_TRUE(RemoveLeftover(*again, temporary).ok());
  }
  EXPECT_TRUE(cut_with_leftover);
}

TEST_P(SshHostTest, AConnectionThatFallsSilentIsADeadline) {
  test::CuttingRelay relay(server_->address(), server_->port());
  const auto host = *Connect(*server_, Through(relay), 2'000'000);
  ASSERT_TRUE(host->Stat(pem_).ok());
  relay.Hold();
  EXPECT_TRUE(absl::IsDeadlineExceeded(host->Stat(pem_).status()));
  EXPECT_TRUE(absl::IsDeadlineExceeded(host->Run("true").status()));
  EXPECT_FALSE(host->CreateFile(folder_.Path("x"), kNew).ok());
}

TEST_P(SshHostTest, AHostThatRebootsIsUnavailable) {
  const auto host = Host();
  ASSERT_TRUE(host->Stat(pem_).ok());
  server_->Stop();
  EXPECT_TRUE(absl::IsUnavailable(host->Stat(pem_).status()));
  EXPECT_TRUE(absl::IsUnavailable(host->Run("true").status()));
  EXPECT_TRUE(absl::IsUnavailable(host->Replace(pem_, pem_)));
  EXPECT_TRUE(absl::IsUnavailable(host->Converse({{.expect = "", .send = "x"}}).status()));
}

TEST_P(SshHostTest, AFullDiskIsTold) {
  const std::string disk = folder_.Path("disk");
  ASSERT_EQ(mkdir(disk.c_str(), 0755), 0);
  if (mount("none", disk.c_str(), "tmpfs", 0, "size=16k") != 0) GTEST_SKIP() << "no file system can be mounted";
  {
    const auto host = Host();
    const std::string path = disk + "/server.pem";
    test::WriteWholeFile(path, kOld);
    const absl::Status status = Upload(*host, TemporaryPathFor(path, "0af"), kNew, *host->Stat(path), 0600);
    EXPECT_TRUE(absl::IsResourceExhausted(status)) << status;
    EXPECT_EQ(*host->ReadFile(path, 100), kOld);
    EXPECT_THAT(*host->List(disk), ElementsAre("server.pem"));
  }
  EXPECT_EQ(umount(disk.c_str()), 0);
}

TEST_P(SshHostTest, AReadOnlyFolderIsTold) {
  const std::string disk = folder_.Path("disk");
  ASSERT_EQ(mkdir(disk.c_str(), 0755), 0);
  if (mount("none", disk.c_str(), "tmpfs", MS_RDONLY, "size=16k") != 0) {
    GTEST_SKIP() << "no file system can be mounted";
  }
  {
    const auto host = Host();
    EXPECT_TRUE(absl::IsPermissionDenied(host->CreateFile(disk + "/x", "x"))) << host->CreateFile(disk + "/x", "x");
    EXPECT_FALSE(host->Replace(pem_, disk + "/x").ok());
  }
  EXPECT_EQ(umount(disk.c_str()), 0);
  EXPECT_EQ(test::ReadWholeFile(pem_), kOld);
}

// --- servers of other kinds -----------------------------------------------------------------------------------------

class OddSshHostTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!test::SshServer::IsAvailable()) GTEST_SKIP() << "openssh-server is not installed";
  }

  test::TemporaryFolder folder_;
};

TEST_F(OddSshHostTest, AnSftpServerThatIsNotInstalledIsNone) {
  const test::SshServer server(
      {.address = "", .sftp = false, .force_command = "", .config = {"Subsystem sftp /nonexistent"}});
  const auto host = *Connect(server, server.Target());
  ASSERT_TRUE(host->CreateFile(folder_.Path("x"), "x").ok());
  EXPECT_EQ(*host->ReadFile(folder_.Path("x"), 100), "x");
}

TEST_F(OddSshHostTest, AShellThatGreetsIsNoSftpServer) {
  const test::SshServer server(
      ServerOptions(Way::kSftp,
                    "case \"$SSH_ORIGINAL_COMMAND\" in *sftp-server*) echo Welcome to SPS; exit 1;; "
                    "*) eval \"$SSH_ORIGINAL_COMMAND\";; esac"));
  const auto host = *Connect(server, server.Target());
  ASSERT_TRUE(host->CreateFile(folder_.Path("x"), "x").ok());
  EXPECT_EQ(*host->ReadFile(folder_.Path("x"), 100), "x");
}

TEST_F(OddSshHostTest, WithoutCommandsSftpIsEnoughForFiles) {
  const test::SshServer server(ServerOptions(Way::kSftp, "internal-sftp"));
  const auto host = *Connect(server, server.Target());
  test::WriteWholeFile(folder_.Path("old"), "old");
  EXPECT_TRUE(host->CanReplace().ok());
  ASSERT_TRUE(host->CreateFile(folder_.Path("new"), "new").ok());
  ASSERT_TRUE(host->Replace(folder_.Path("new"), folder_.Path("old")).ok());
  EXPECT_EQ(test::ReadWholeFile(folder_.Path("old")), "new");
}

TEST_F(OddSshHostTest, AnSftpServerThatCannotRenameOverHasMvDoIt) {
  const test::SshServer server(
      ServerOptions(Way::kSftp,
                    "case \"$SSH_ORIGINAL_COMMAND\" in *sftp-server*) "
                    "exec /usr/lib/openssh/sftp-server -P posix-rename;; *) eval \"$SSH_ORIGINAL_COMMAND\";; esac"));
  const auto host = *Connect(server, server.Target());
  test::WriteWholeFile(folder_.Path("old"), "old");
  EXPECT_TRUE(host->CanReplace().ok());
  ASSERT_TRUE(host->CreateFile(folder_.Path("new"), "new").ok());
  EXPECT_TRUE(host->Replace(folder_.Path("new"), folder_.Path("old")).ok());
  EXPECT_EQ(test::ReadWholeFile(folder_.Path("old")), "new");
}

TEST_F(OddSshHostTest, AHostThatLetsNothingRunIsTold) {
  const test::SshServer server(ServerOptions(Way::kSftp, "/bin/false"));
  const auto host = *Connect(server, server.Target());
  EXPECT_EQ(host->Run("true")->status, 1);
  EXPECT_TRUE(absl::IsFailedPrecondition(host->CanReplace())) << host->CanReplace();
  EXPECT_FALSE(host->CreateFile(folder_.Path("x"), "x").ok());
  EXPECT_FALSE(Inspect(*host, folder_.path()).ok());
}

TEST_F(OddSshHostTest, ARestrictedShellIsTalkedTo) {
  const std::string script = folder_.Path("shell");
  test::WriteWholeFile(script,
                       "printf 'sps> '; while read -r line; do case $line in enable) printf 'Password: '; stty -echo; "
                       "read -r p; stty echo; [ \"$p\" = s3cret ] && printf '\\nsps# ' || printf '\\nno\\nsps> ';; "
                       "'service lighttpd restart') printf 'done\\nsps# ';; exit) exit;; esac; done\n");
  const test::SshServer server(ServerOptions(Way::kShell, "/bin/sh " + script));
  const auto host = *Connect(server, server.Target());
  const auto result = host->Converse({{.expect = "sps> ", .send = "enable"},
                                      {.expect = "Password: ", .send = "s3cret", .secret = true},
                                      {.expect = "sps# ", .send = "service lighttpd restart"},
                                      {.expect = "done", .send = "exit"}});
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_TRUE(result->completed) << result->detail << result->transcript;
  EXPECT_THAT(result->transcript, testing::Not(HasSubstr("s3cret")));
}

}  // namespace
}  // namespace certsweep::replacer
