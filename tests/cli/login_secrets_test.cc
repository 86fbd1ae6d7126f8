#include "cli/login_secrets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include "tests/support/shell_command.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/terminal_session.h"

namespace certsweep::cli {
namespace {

using replacer::SecretKind;
using test::TerminalSession;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class LoginSecretsTest : public testing::Test {
 protected:
  void SetUp() override { unsetenv("SSH_AUTH_SOCK"); }

  void MakeIdentity(const std::string& passphrase) {
    ssh_.identity = folder_.Path("id");
    if (test::RunShell("ssh-keygen -q -t ed25519 -N '" + passphrase + "' -f '" + ssh_.identity + "'").exit_code != 0) {
      GTEST_SKIP() << "ssh-keygen is not installed";
    }
  }

  // What the source gives, a line each, or the error; in a session with a terminal.
  int Gather(const std::set<std::string>& users = {"root"}) const {
    SignalWatcher signals;
    TerminalPrompt prompt(signals, terminal_);
    const auto source = GatherLoginSecrets(ssh_, users, prompt);
    std::string told = source.ok() ? "" : source.status().ToString();
    if (source.ok()) {
      told = (*source)(SecretKind::kPassphrase, ssh_.identity).value_or("none");
      for (const std::string& user : users) {
        told += " " + user + "=" + (*source)(SecretKind::kPassword, user + "@[::1]:22").value_or("none");
      }
    }
    test::WriteWholeFile(folder_.Path("told"), told);
    return source.ok() ? 0 : 1;
  }
  std::string Told() const { return test::ReadWholeFile(folder_.Path("told")); }
  // Without any question.
  std::string Quietly(const std::set<std::string>& users = {"root"}) {
    TerminalSession session([&] { return Gather(users); });
    session.Wait();
    EXPECT_EQ(session.shown(), "");
    return Told();
  }

  const test::TemporaryFolder folder_;
  config::SshSection ssh_;
  std::string terminal_ = "/dev/tty";
  const std::function<int()> gather_ = [this] { return Gather(); };
};

TEST_F(LoginSecretsTest, APassphraseIsAskedForUntilItOpens) {
  MakeIdentity("hunter2");
  TerminalSession session(gather_);
  ASSERT_TRUE(session.Await("Passphrase of " + ssh_.identity + ": "));
  session.Type("wr0ng\n");
  ASSERT_TRUE(session.Await("That does not open it."));
  ASSERT_TRUE(session.Await("Passphrase of "));
  session.Type("hunter2\n");
  EXPECT_EQ(session.Wait(), 0);
  EXPECT_EQ(Told(), "hunter2 root=none");
  EXPECT_THAT(session.shown(), AllOf(Not(HasSubstr("hunter2")), Not(HasSubstr("wr0ng"))));
}

TEST_F(LoginSecretsTest, ThreeWrongOnesAreEnough) {
  MakeIdentity("hunter2");
  TerminalSession session(gather_);
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(session.Await("Passphrase of "));
    session.Type("wr0ng\n");
  }
  EXPECT_EQ(session.Wait(), 1);
  EXPECT_THAT(Told(), AllOf(HasSubstr("UNAUTHENTICATED"), HasSubstr(ssh_.identity + ": the passphrase does not open"),
                            Not(HasSubstr("wr0ng"))));
}

TEST_F(LoginSecretsTest, NoAnswerIsNone) {
  MakeIdentity("hunter2");
  for (const char* keys : {"\n", "\x04"}) {
    TerminalSession session(gather_);
    ASSERT_TRUE(session.Await("Passphrase of "));
    session.Type(keys);
    EXPECT_EQ(session.Wait(), 1);
    EXPECT_THAT(Told(), HasSubstr("no passphrase was given"));
  }
}

TEST_F(LoginSecretsTest, AFileMayHoldThePassphraseWhichThenIsNoPassword) {
  MakeIdentity("hunter2");
  ssh_.password_file = folder_.Path("pw");
  test::WriteWholeFile(ssh_.password_file, "hunter2\n");
  EXPECT_EQ(Quietly(), "hunter2 root=none");
}

TEST_F(LoginSecretsTest, APlainIdentityOrAFileWithAPasswordNeedsNoQuestion) {
  MakeIdentity("");
  EXPECT_EQ(Quietly(), "none root=none");
  ssh_.password_file = folder_.Path("pw");
  test::WriteWholeFile(ssh_.password_file, "s3cret\n");
  ssh_.password_prompt = true;
  EXPECT_EQ(Quietly({"admin", "root"}), "none admin=s3cret root=s3cret");
  ssh_.identity.clear();
  EXPECT_EQ(Quietly(), "none root=s3cret");
}

TEST_F(LoginSecretsTest, EachUsersPasswordIsAskedForOnce) {
  TerminalSession session([this] { return Gather({"admin", "root"}); });
  ASSERT_TRUE(session.Await("Password of admin on the appliances: "));
  session.Type("one\n");
  ASSERT_TRUE(session.Await("Password of root on the appliances: "));
  session.Type("two\n");
  EXPECT_EQ(session.Wait(), 0);
  EXPECT_EQ(Told(), "none admin=one root=two");
}

TEST_F(LoginSecretsTest, APasswordIsAskedForBesideAnIdentityOnlyWhereItIsConfigured) {
  MakeIdentity("");
  ssh_.password_prompt = true;
  TerminalSession session(gather_);
  ASSERT_TRUE(session.Await("Password of root"));
  session.Type("s3cret\n");
  EXPECT_EQ(session.Wait(), 0);
  EXPECT_EQ(Told(), "none root=s3cret");
}

TEST_F(LoginSecretsTest, AnAgentIsAWayToLogInToo) {
  setenv("SSH_AUTH_SOCK", "/somewhere", 1);
  EXPECT_EQ(Quietly(), "none root=none");
  ssh_.agent = false;
  ssh_.password_prompt = false;
  EXPECT_EQ(Quietly(), "none root=none");
}

TEST_F(LoginSecretsTest, NobodyToLogInNothingToAsk) {
  ssh_.identity = folder_.Path("missing");
  EXPECT_EQ(Quietly({}), "none");
  EXPECT_THAT(Quietly(), HasSubstr("missing: No such file"));
}

TEST_F(LoginSecretsTest, WithoutATerminalItSaysWhatToConfigure) {
  terminal_ = folder_.Path("no terminal");
  EXPECT_THAT(Quietly(), AllOf(HasSubstr("there is no terminal to ask for the password of root on"),
                               HasSubstr("identity or a password_file"), HasSubstr("SSH_AUTH_SOCK")));
  MakeIdentity("hunter2");
  EXPECT_THAT(Quietly(), AllOf(HasSubstr("needs a passphrase, and there is no terminal"), HasSubstr("password_file")));
}

TEST_F(LoginSecretsTest, APasswordFileThatCannotBeReadIsTold) {
  ssh_.password_file = folder_.Path("missing");
  EXPECT_THAT(Quietly(), HasSubstr("missing"));
}

}  // namespace
}  // namespace certsweep::cli
