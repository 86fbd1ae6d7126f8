#include "replacer/deploy/ssh_authentication.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <memory>
#include <thread>

#include "replacer/deploy/ssh_connector.h"
#include "tests/replacer/deploy/local_programs.h"
#include "tests/support/password_ssh_server.h"
#include "tests/support/ssh_server.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::replacer {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr char kPassword[] = "s3cret";

class SshAuthenticationTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!test::SshServer::IsAvailable()) GTEST_SKIP() << "openssh-server is not installed";
  }
  // Gives `secret` for one kind, and remembers what was asked for.
  SecretSource Source(SecretKind for_kind, std::string secret) {
    return [this, for_kind, secret](SecretKind kind, std::string_view subject) -> std::optional<std::string> {
      asked_.emplace_back(subject);
      return kind == for_kind ? std::optional(secret) : std::nullopt;
    };
  }
  absl::Status Status(const SshTarget& target) { return SshConnector(options_).Connect(target).status(); }
  static SshTarget TargetOf(const test::PasswordSshServer& server) {
    return {.host = "127.0.0.1",
            .address = "",
            .port = server.port(),
            .user = "admin",
            .host_key_fingerprint = "",
            .legacy_algorithms = false};
  }
  absl::Status Status(const test::PasswordSshServer& server) {
    options_.accept_new_host_keys = true;
    return Status(TargetOf(server));
  }
  static std::string Message(const absl::Status& status) { return std::string(status.message()); }

  test::TemporaryFolder folder_;
  SshOptions options_;
  std::vector<std::string> asked_;
};

TEST_F(SshAuthenticationTest, KeysOfEachTypeAreTaken) {
  test::SshServer server;
  for (const char* type : {"ed25519", "rsa:2048", "ecdsa:256", "ecdsa:521"}) {
    options_.identity = folder_.Path("key");
    test::MakeSshKey(options_.identity, type);
    server.Authorize(test::ReadWholeFile(options_.identity + ".pub"));
    EXPECT_TRUE(Status(server.Target()).ok()) << type << Status(server.Target());
    unlink((options_.identity + ".pub").c_str());
    EXPECT_TRUE(Status(server.Target()).ok()) << type << " without its public half";
  }
}

TEST_F(SshAuthenticationTest, APassphraseOpensTheKey) {
  test::SshServer server;
  options_.identity = folder_.Path("key");
  test::MakeSshKey(options_.identity, "ed25519", kPassword);
  server.Authorize(test::ReadWholeFile(options_.identity + ".pub"));
  EXPECT_THAT(Message(Status(server.Target())), HasSubstr("this private key needs a passphrase"));
  options_.password_source = Source(SecretKind::kPassphrase, kPassword);
  EXPECT_TRUE(Status(server.Target()).ok()) << Status(server.Target());
  EXPECT_EQ(asked_.at(0), options_.identity);
  options_.password_source = Source(SecretKind::kPassphrase, "wrong");
  const absl::Status wrong = Status(server.Target());
  EXPECT_TRUE(absl::IsUnauthenticated(wrong));
  EXPECT_THAT(Message(wrong), AllOf(HasSubstr("the passphrase does not open"), Not(HasSubstr("wrong"))));
}

TEST_F(SshAuthenticationTest, AKeyThatIsNotLetInIsTold) {
  const test::SshServer server;
  options_.identity = folder_.Path("key");
  test::MakeSshKey(options_.identity);
  const absl::Status status = Status(server.Target());
  EXPECT_TRUE(absl::IsUnauthenticated(status));
  EXPECT_THAT(Message(status),
              AllOf(HasSubstr(server.user() + "@"), HasSubstr("was not let in; the host takes public keys"),
                    HasSubstr("key " + options_.identity + ": refused")));
}

TEST_F(SshAuthenticationTest, NothingToTryIsTold) {
  const test::SshServer server;
  EXPECT_THAT(Message(Status(server.Target())), HasSubstr("there was nothing of that to try"));
}

TEST_F(SshAuthenticationTest, KeyFilesThatCannotBeReadAreOurFault) {
  const test::SshServer server;
  options_.identity = folder_.Path("none");
  EXPECT_TRUE(absl::IsNotFound(Status(server.Target())));
  options_.identity = folder_.Path("text");
  test::WriteWholeFile(options_.identity,
                       "-----BEGIN OPENSSH PRIVATE KEY-----\nnonsense\n-----END OPENSSH PRIVATE KEY-----\n");
  const absl::Status status = Status(server.Target());
  EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
  EXPECT_THAT(Message(status), AllOf(HasSubstr(options_.identity), Not(HasSubstr("nonsense"))));
}

TEST_F(SshAuthenticationTest, TheAgentsKeysAreTaken) {
  if (access("/usr/bin/ssh-agent", X_OK) != 0) GTEST_SKIP() << "ssh-agent is not installed";
  const test::SshServer server;
  const std::string socket = folder_.Path("agent");
  ProgramChannel agent({"/usr/bin/ssh-agent", "-D", "-a", socket});
  ASSERT_TRUE(agent.Read(Deadline::After(20'000'000)).ok());  // it says where it is
  const auto added = LocalShell()("SSH_AUTH_SOCK=" + socket + " ssh-add -q " + server.identity(), "", 1000);
  ASSERT_EQ(added->status, 0) << added->errors;
  setenv("SSH_AUTH_SOCK", socket.c_str(), 1);
  EXPECT_FALSE(Status(server.Target()).ok());  // not asked for
  options_.use_agent = true;
  EXPECT_TRUE(Status(server.Target()).ok()) << Status(server.Target());
  unsetenv("SSH_AUTH_SOCK");
  EXPECT_THAT(Message(Status(server.Target())), HasSubstr("the agent's keys: refused"));
}

TEST_F(SshAuthenticationTest, APasswordIsTaken) {
  const test::PasswordSshServer server({});
  options_.password_source = Source(SecretKind::kPassword, kPassword);
  ASSERT_TRUE(Status(server).ok()) << Status(server);
  EXPECT_EQ(asked_.at(0), "admin@127.0.0.1:" + std::to_string(server.port()));
}

TEST_F(SshAuthenticationTest, AWrongPasswordIsTriedOnceAndShownNowhere) {
  const test::PasswordSshServer server({.password = true, .keyboard_interactive = true});
  options_.password_source = Source(SecretKind::kPassword, "wr0ng");
  const absl::Status status = Status(server);
  EXPECT_TRUE(absl::IsAborted(status)) << status;
  EXPECT_THAT(Message(status), AllOf(HasSubstr("keyboard-interactive: refused"), HasSubstr("is tried nowhere else"),
                                     Not(HasSubstr("wr0ng"))));
  // Hosts that lock accounts count each of them.
  EXPECT_THAT(server.attempts(), ElementsAre("keyboard-interactive"));
}

// As many hosts at once as a wave has: one sees the wrong password, the others none.
TEST_F(SshAuthenticationTest, AWrongPasswordIsTriedOnOneHostOfMany) {
  std::vector<std::unique_ptr<test::PasswordSshServer>> servers;
  for (int i = 0; i < 6; ++i) {
    servers.push_back(std::make_unique<test::PasswordSshServer>(test::PasswordSshServerOptions{}));
  }
  options_.accept_new_host_keys = true;
  options_.password_source = [](SecretKind, std::string_view) { return std::optional<std::string>("wr0ng"); };
  SshConnector connector(options_);
  {
    std::vector<std::jthread> wave;
    for (const auto& server : servers) {
      wave.emplace_back(
          [&connector, &server] { EXPECT_TRUE(absl::IsAborted(connector.Connect(TargetOf(*server)).status())); });
    }
  }
  size_t attempts = 0;
  for (const auto& server : servers) attempts += server->attempts().size();
  EXPECT_EQ(attempts, 1u);
  EXPECT_THAT(connector.WhyToStop(), HasSubstr("refused the password of admin"));
}

TEST_F(SshAuthenticationTest, APasswordThatWasTakenIsTriedWhereItIsRefused) {
  const test::PasswordSshServer right({}), other({.right_password = "0ther"});
  options_.accept_new_host_keys = true;
  options_.password_source = Source(SecretKind::kPassword, kPassword);
  SshConnector connector(options_);
  EXPECT_TRUE(connector.Connect(TargetOf(right)).ok());
  EXPECT_TRUE(absl::IsUnauthenticated(connector.Connect(TargetOf(other)).status()));
  EXPECT_EQ(connector.WhyToStop(), "");
}

TEST_F(SshAuthenticationTest, KeyboardInteractiveGetsThePasswordWhereNothingIsEchoed) {
  const test::PasswordSshServer server({.password = false, .keyboard_interactive = true});
  options_.password_source = Source(SecretKind::kPassword, kPassword);
  EXPECT_TRUE(Status(server).ok()) << Status(server);
}

TEST_F(SshAuthenticationTest, WithoutAPasswordNoneIsTried) {
  const test::PasswordSshServer server({});
  EXPECT_THAT(Message(Status(server)), HasSubstr("the host takes passwords; there was nothing of that to try"));
  EXPECT_THAT(server.attempts(), IsEmpty());
}

}  // namespace
}  // namespace certsweep::replacer
