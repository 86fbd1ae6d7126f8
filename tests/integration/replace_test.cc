// `certsweep replace` on the lab's appliances: Debian's lighttpd and sshd, each on an address of its own, each with a
// self-signed server.pem; openssl looks at what they serve afterwards.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <thread>

#include "bench/lab/appliance_programs.h"
#include "tests/integration/replace_fixture.h"
#include "tests/support/password_ssh_server.h"
#include "tests/support/terminal_session.h"

namespace certsweep::integration {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(ReplaceTest, WhatFailsIsReplacedAndOpensslSaysSo) {
  StartAppliances(3);
  EXPECT_EQ(ScanEstate().exit_code, 1);
  const ScanResult plan = Replace({"plan", "--config", "certsweep.toml"});
  EXPECT_EQ(plan.exit_code, 0) << plan.output << plan.errors;
  EXPECT_THAT(plan.output, HasSubstr("3 jobs: 3 can be done, 0 can not"));
  const ScanResult run = Replace({"run", "--config", "certsweep.toml", "--yes"});
  EXPECT_EQ(run.exit_code, 0) << run.errors;
  EXPECT_THAT(run.errors, HasSubstr("3 jobs: 3 verified"));
  EXPECT_THAT(States(), testing::ElementsAre("verified", "verified", "verified"));
  for (const auto& appliance : estate_->appliances()) {
    EXPECT_THAT(
        Handshake(*appliance, Root(), "-servername " + appliance->host() + " -verify_hostname " + appliance->host()),
        HasSubstr("Verify return code: 0"));
    EXPECT_THAT(Handshake(*appliance, Root(), "-verify_ip " + appliance->address().ToString()),
                HasSubstr("Verify return code: 0"));
  }
  ProcessOptions show = ScanProcess({});
  show.command = {show.command.front(), "show", Appliance(1).host(), "-f", "jsonl"};
  Process shown(show);
  EXPECT_EQ(shown.Wait(), 0) << shown.Errors();
  const boost::json::value replaced = JsonLines(shown.Output()).at(0).at("replacements").as_array().at(0);
  EXPECT_EQ(replaced.at("job"), 2);
  EXPECT_EQ(replaced.at("state"), "verified");
  EXPECT_EQ(replaced.at("leaf_sha256").as_string().size(), 64u);
  EXPECT_EQ(replaced.at("events").as_array().front().at("state"), "queued");
  EXPECT_EQ(replaced.at("events").as_array().back().at("state"), "verified");
  const ScanResult again = ScanEstate();
  EXPECT_EQ(again.exit_code, 0) << again.output;
  EXPECT_EQ(Replace({"run", "--config", "certsweep.toml", "--yes"}).exit_code, 0);
}

TEST_F(ReplaceTest, NothingIsTouchedWithoutYesByPlanAndByDryRun) {
  StartAppliances(1);
  EXPECT_EQ(ScanEstate().exit_code, 1);
  const std::string before = ReadFile(Appliance().PemPath());
  EXPECT_EQ(Replace({"run", "--config", "certsweep.toml"}).exit_code, 2);
  EXPECT_EQ(Replace({"plan", "--config", "certsweep.toml"}).exit_code, 0);
  EXPECT_EQ(Replace({"run", "--config", "certsweep.toml", "--dry-run"}).exit_code, 0);
  EXPECT_EQ(ReadFile(Appliance().PemPath()), before);
  EXPECT_THAT(Appliance().Log(), Not(HasSubstr("Accepted")));
  EXPECT_FALSE(std::filesystem::exists(Path("replacements")));
}

TEST_F(ReplaceTest, AFileThatIsMissingIsToldBeforeAnythingIsDone) {
  StartAppliances(1);
  EXPECT_EQ(ScanEstate().exit_code, 1);
  std::filesystem::remove(Path(lab::kCaKeyFile));
  for (const Words& words :
       {Words{"plan", "--config", "certsweep.toml"}, Words{"run", "--config", "certsweep.toml", "--yes"}}) {
    const ScanResult result = Replace(words);
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_THAT(result.errors, HasSubstr("issuer.lab.ca_key"));
  }
  EXPECT_THAT(States(), testing::IsEmpty());
}

TEST_F(ReplaceTest, ARestartThatFailsIsRolledBackAndStopsTheRollout) {
  StartAppliances(2);
  ReplaceInConfig("restart_command = ", "restart_command = \"/bin/false\" #");
  EXPECT_EQ(ScanEstate().exit_code, 1);
  const std::string before = ReadFile(Appliance().PemPath());
  const ScanResult run = Replace({"run", "--config", "certsweep.toml", "--yes"});
  EXPECT_EQ(run.exit_code, 1) << run.errors;
  EXPECT_THAT(run.errors, HasSubstr("2 jobs: 1 rolled back, 1 skipped"));
  EXPECT_THAT(run.errors, HasSubstr("a canary was not verified"));
  EXPECT_THAT(States(), testing::ElementsAre("rolled_back", "queued"));
  EXPECT_EQ(ReadFile(Appliance().PemPath()), before);
}

TEST_F(ReplaceTest, ARollbackServesTheOldCertificateAgain) {
  StartAppliances(1);
  EXPECT_EQ(ScanEstate().exit_code, 1);
  const std::string before = ReadFile(Appliance().PemPath());
  ASSERT_EQ(Replace({"run", "--config", "certsweep.toml", "--yes"}).exit_code, 0);
  EXPECT_NE(ReadFile(Appliance().PemPath()), before);
  const ScanResult rollback = Replace({"rollback", "--config", "certsweep.toml", "--yes", Appliance().host()});
  EXPECT_EQ(rollback.exit_code, 0) << rollback.errors;
  EXPECT_EQ(ReadFile(Appliance().PemPath()), before);
  EXPECT_THAT(Handshake(Appliance(), Root(), ""), HasSubstr("self-signed"));
}

TEST_F(ReplaceTest, KilledAtAnyMomentResumeEndsIt) {
  StartAppliances(1);
  for (const char* state : {"key", "submitting", "bundled", "backed_up", "uploaded", "installed", "restarted"}) {
    EXPECT_NE(ScanEstate().exit_code, 4);
    {
      Process run(ReplaceProcess({"run", "--config", "certsweep.toml", "--yes", Appliance().host()}));
      while (run.IsRunning() && run.Errors().find(std::string("  ") + state) == std::string::npos) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      }
      run.Send(SIGKILL);
      run.Wait();
    }
    const ScanResult resume = Replace({"resume", "--config", "certsweep.toml", "--yes"});
    EXPECT_EQ(resume.exit_code, 0) << state << resume.errors;
    EXPECT_THAT(States(), testing::AllOf(Not(testing::IsEmpty()), Each("verified"))) << Replace({"status"}).output;
    EXPECT_THAT(Handshake(Appliance(), Root(), "-verify_ip " + Appliance().address().ToString()),
                HasSubstr("Verify return code: 0"));
  }
}

TEST_F(ReplaceTest, AHostKeyThatChangedIsNotTalkedTo) {
  StartAppliances(1);
  EXPECT_EQ(ScanEstate().exit_code, 1);
  Appliance().PowerOff();
  ASSERT_TRUE(lab::MakeHostKeys(Appliance().ssh()).ok());
  ASSERT_TRUE(Appliance().Boot().ok());
  const std::string before = ReadFile(Appliance().PemPath());
  const ScanResult run = Replace({"run", "--config", "certsweep.toml", "--yes"});
  EXPECT_EQ(run.exit_code, 1) << run.errors;
  EXPECT_THAT(run.errors, HasSubstr("host key"));
  EXPECT_THAT(States(), testing::ElementsAre("failed"));
  EXPECT_EQ(ReadFile(Appliance().PemPath()), before);
}

TEST_F(ReplaceTest, TheKeyIsOnDiskForItsOwnerAloneAndNowhereElse) {
  StartAppliances(1);
  EXPECT_EQ(ScanEstate().exit_code, 1);
  umask(0);
  const ScanResult run = Replace({"run", "--config", "certsweep.toml", "--yes"});
  umask(022);
  ASSERT_EQ(run.exit_code, 0) << run.errors;
  std::string key;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(Path("replacements"))) {
    struct stat found{};
    ASSERT_EQ(stat(entry.path().c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 07777, entry.is_directory() ? 0700 : 0600) << entry.path();
    if (entry.path().filename() == "key.pem") key = ReadFile(entry.path().string());
  }
  ASSERT_THAT(key, HasSubstr("PRIVATE KEY"));
  // Its second line: the first is much the same for all keys of a kind.
  const std::string line = key.substr(key.find('\n') + 1 + 65, 40);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder())) {
    const std::string path = entry.path().string();
    if (!entry.is_regular_file() || path.find("/replacements/") != std::string::npos || path.ends_with("server.pem"))
      continue;
    EXPECT_THAT(ReadFile(path), Not(HasSubstr(line))) << path;
  }
}

// A login that somebody has to be asked about.
class ReplaceLoginTest : public ReplaceTest {
 protected:
  static constexpr const char* kSecret = "correct horse 7";

  // The same key for all, encrypted.
  void EncryptIdentity() { ReplaceTest::EncryptIdentity(kSecret); }
  // As the configuration says it.
  std::string Identity() const { return lab::kIdentityFile; }

  std::unique_ptr<test::TerminalSession> ReplaceOnATerminal(const Words& arguments) {
    return std::make_unique<test::TerminalSession>(ReplaceProcess(arguments).command, folder());
  }

  ScanResult ReplaceWithoutATerminal(const Words& arguments) {
    ProcessOptions options = ReplaceProcess(arguments);
    options.command.insert(options.command.begin(), {"/usr/bin/setsid", "-w"});
    Process process(options);
    ScanResult result;
    result.exit_code = process.Wait();
    result.errors = process.Errors();
    return result;
  }

  void ExpectSecretNowhere(const std::string& secret) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder())) {
      if (!entry.is_regular_file()) continue;
      EXPECT_THAT(ReadFile(entry.path().string()), Not(HasSubstr(secret))) << entry;
    }
  }
};

TEST_F(ReplaceLoginTest, APassphraseIsAskedForOnceBeforeAnythingIsDone) {
  StartAppliances(3);
  EncryptIdentity();
  EXPECT_EQ(ScanEstate().exit_code, 1);
  for (const Words& words : {Words{"plan", "--config", "certsweep.toml"},
                             Words{"run", "--config", "certsweep.toml", "--dry-run"}, Words{"status"}}) {
    const auto quiet = ReplaceOnATerminal(words);
    EXPECT_EQ(quiet->Wait(), 0);
    EXPECT_THAT(quiet->shown(), Not(HasSubstr("Passphrase")));
  }
  const auto run = ReplaceOnATerminal({"run", "--config", "certsweep.toml", "--yes"});
  ASSERT_TRUE(run->Await("Passphrase of " + Identity() + ": ")) << run->shown();
  EXPECT_FALSE(run->Echoes());
  run->Type("wr0ng one\n");
  ASSERT_TRUE(run->Await("That does not open it.")) << run->shown();
  ASSERT_TRUE(run->Await("Passphrase of ")) << run->shown();
  EXPECT_THAT(States(), testing::IsEmpty());
  run->Type(std::string(kSecret) + "\n");
  EXPECT_EQ(run->Wait(), 0) << run->shown();
  EXPECT_THAT(run->shown(), AllOf(HasSubstr("3 jobs: 3 verified"), Not(HasSubstr(kSecret)), Not(HasSubstr("wr0ng"))));
  EXPECT_TRUE(run->Echoes());
  EXPECT_THAT(States(), testing::ElementsAre("verified", "verified", "verified"));
  // Nothing is left to do: nothing to ask.
  EXPECT_EQ(ScanEstate().exit_code, 0);
  EXPECT_EQ(ReplaceWithoutATerminal({"run", "--config", "certsweep.toml", "--yes"}).exit_code, 0);
  EXPECT_EQ(ReplaceWithoutATerminal({"resume", "--config", "certsweep.toml", "--yes"}).exit_code, 0);
  ExpectSecretNowhere(kSecret);
}

TEST_F(ReplaceLoginTest, WithoutATerminalAndAfterCtrlCNothingWasDone) {
  StartAppliances(1);
  EncryptIdentity();
  EXPECT_EQ(ScanEstate().exit_code, 1);
  const ScanResult cron = ReplaceWithoutATerminal({"run", "--config", "certsweep.toml", "--yes"});
  EXPECT_EQ(cron.exit_code, 2);
  EXPECT_THAT(cron.errors,
              AllOf(HasSubstr(Identity() + ": this private key needs a passphrase, and there is no terminal"),
                    HasSubstr("password_file")));
  for (const char* end : {"\x03", "TERM"}) {
    const auto run = ReplaceOnATerminal({"run", "--config", "certsweep.toml", "--yes"});
    ASSERT_TRUE(run->Await("Passphrase of ")) << run->shown();
    end == std::string("TERM") ? run->Send(SIGTERM) : run->Type(end);
    EXPECT_EQ(run->Wait(), 130);
    EXPECT_TRUE(run->Echoes());
  }
  EXPECT_THAT(States(), testing::IsEmpty());
  EXPECT_FALSE(std::filesystem::exists(Path("replacements")));
  EXPECT_THAT(Appliance().Log(), Not(HasSubstr("Accepted")));
}

TEST_F(ReplaceLoginTest, APasswordFileMayHoldThePassphrase) {
  StartAppliances(1);
  EncryptIdentity();
  WriteFile(Path("secret"), std::string(kSecret) + "\n");
  ReplaceInConfig("agent = false\n", "agent = false\npassword_file = \"secret\"\n");
  EXPECT_EQ(ScanEstate().exit_code, 1);
  const ScanResult run = ReplaceWithoutATerminal({"run", "--config", "certsweep.toml", "--yes"});
  EXPECT_EQ(run.exit_code, 0) << run.errors;
}

TEST_F(ReplaceLoginTest, AWrongPasswordIsTriedOnOneApplianceAndStopsAll) {
  StartAppliances(4);
  const test::PasswordSshServer ssh({});
  std::string inventory = "host,port,address,names,ssh_host,ssh_port,ssh_user,pem_path\n";
  for (const auto& appliance : estate_->appliances()) {
    inventory += appliance->host() + "," + std::to_string(appliance->https_port()) + "," +
                 appliance->address().ToString() + "," + appliance->host() + ",127.0.0.1," +
                 std::to_string(ssh.port()) + ",admin," + appliance->PemPath() + "\n";
  }
  WriteFile(Path("estate.csv"), inventory);
  ReplaceInConfig("identity = \"", "# identity = \"");
  ReplaceInConfig("known_hosts = \"", "known_hosts = \"other_");
  ReplaceInConfig("settle_seconds = 1\n", "settle_seconds = 1\ncanary = 0\nmax_failures = 100\n");
  EXPECT_EQ(ScanEstate().exit_code, 1);
  const auto run = ReplaceOnATerminal({"run", "--config", "certsweep.toml", "--yes", "--accept-new-host-keys"});
  ASSERT_TRUE(run->Await("Password of admin on the appliances: ")) << run->shown();
  run->Type("wr0ng one\n");
  EXPECT_EQ(run->Wait(), 1) << run->shown();
  EXPECT_THAT(run->shown(), AllOf(HasSubstr("The rollout stopped: admin@127.0.0.1:"),
                                  HasSubstr("refused the password of admin, which is tried nowhere else"),
                                  Not(HasSubstr("Password of root")), Not(HasSubstr("wr0ng"))));
  EXPECT_THAT(ssh.attempts(), testing::ElementsAre("password admin"));
  EXPECT_THAT(States(), Each(testing::AnyOf("bundled", "queued")));
  ExpectSecretNowhere("wr0ng");
}

}  // namespace
}  // namespace certsweep::integration
