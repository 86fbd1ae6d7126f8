#include "bench/lab/ssh_daemon.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/support/temporary_folder.h"

namespace certsweep::lab {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

class SshDaemonTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (access(kSshKeygenPath, X_OK) != 0) GTEST_SKIP() << "needs ssh-keygen";
  }
  SshDaemonOptions Options() const { return {.folder = folder_.path(), .address = "127.1.2.3", .port = 2222}; }

  const test::TemporaryFolder folder_;
};

TEST_F(SshDaemonTest, ConfigurationSaysWhatWasAskedFor) {
  SshDaemonOptions options = Options();
  options.config = {"Ciphers aes256-ctr"};
  options.force_command = "/bin/true";
  ASSERT_TRUE(WriteSshdConfig(options).ok());
  const std::string text = test::ReadWholeFile(options.ConfigPath());
  EXPECT_THAT(text, StartsWith("Ciphers aes256-ctr\nPort 2222\nListenAddress 127.1.2.3\n"));
  EXPECT_THAT(text, HasSubstr("HostKey \"" + folder_.Path("host_ed25519") + "\"\n"));
  EXPECT_THAT(text, HasSubstr("Subsystem sftp "));
  EXPECT_THAT(text, HasSubstr("ForceCommand /bin/true\n"));
  EXPECT_THAT(text, HasSubstr("PasswordAuthentication no\n"));
  options.sftp = false;
  ASSERT_TRUE(WriteSshdConfig(options).ok());
  EXPECT_THAT(test::ReadWholeFile(options.ConfigPath()), Not(HasSubstr("sftp")));
}

TEST_F(SshDaemonTest, KnownHostsHaveALineAKey) {
  SshDaemonOptions options = Options();
  options.host_key_types = {"ed25519", "ecdsa:256"};
  ASSERT_TRUE(MakeHostKeys(options).ok());
  const absl::StatusOr<std::string> lines = KnownHostsLines(options, "sps01.lab.example");
  ASSERT_TRUE(lines.ok()) << lines.status();
  EXPECT_THAT(*lines, MatchesRegex("\\[sps01.lab.example\\]:2222 ssh-ed25519 [^ ]+\n"
                                   "\\[sps01.lab.example\\]:2222 ecdsa-sha2-nistp256 [^ ]+\n"));
}

TEST_F(SshDaemonTest, AKeyTakesTheOldOnesPlaceAndAMissingOneIsSaid) {
  const SshDaemonOptions options = Options();
  EXPECT_THAT(KnownHostsLines(options, "a").status().message(), HasSubstr("host_ed25519.pub"));
  ASSERT_TRUE(MakeHostKeys(options).ok());
  const std::string first = *KnownHostsLines(options, "a");
  ASSERT_TRUE(MakeHostKeys(options).ok());
  EXPECT_NE(*KnownHostsLines(options, "a"), first);
  EXPECT_THAT(MakeSshKey(folder_.Path("k"), "nonsense").message(), HasSubstr("nonsense"));
}

}  // namespace
}  // namespace certsweep::lab
