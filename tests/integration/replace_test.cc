// `certsweep replace` on real appliances: Debian's lighttpd and sshd, each on an address of its own, each with a
// self-signed server.pem; openssl looks at what they serve afterwards. None of it shares code with certsweep.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <thread>

#include "tests/integration/scan_fixture.h"
#include "tests/support/password_ssh_server.h"
#include "tests/support/shell_command.h"
#include "tests/support/ssh_server.h"
#include "tests/support/terminal_session.h"

namespace certsweep::integration {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;
using Words = std::vector<std::string>;

constexpr const char* kPort = "4343";

std::string Sh(const std::string& command) { return test::RunShell(command).output; }

// One appliance: lighttpd and sshd on one address.
class Appliance {
 public:
  Appliance(const std::string& folder, int number)
      : name_("sps" + std::to_string(number)), folder_(folder + "/" + name_) {
    std::filesystem::create_directories(folder_);
    Sh("cd '" + folder_ + "' && openssl req -x509 -newkey rsa:2048 -nodes -keyout k -out c -days 30 -subj /CN=" +
       name_ + " 2>&1 && cat k c > server.pem && chmod 600 server.pem && rm k c");
    WriteFile(folder_ + "/lighttpd.conf", "server.modules = (\"mod_openssl\")\nserver.document-root = \"" + folder_ +
                                              "\"\nserver.bind = \"" + address() + "\"\nserver.port = " + kPort +
                                              "\nserver.pid-file = \"" + folder_ + "/pid\"\nserver.errorlog = \"" +
                                              folder_ + "/error.log\"\nssl.engine = \"enable\"\nssl.pemfile = \"" +
                                              Pem() + "\"\n");
    // One at a time, as init scripts are: a second one would find no process number, and the port still taken.
    WriteFile(folder_ + "/restart", "#!/bin/sh\ncd '" + folder_ +
                                        "' || exit\n[ \"$1\" = locked ] || exec flock -o lock ./restart locked\n"
                                        "old=$(cat pid 2>/dev/null)\n[ -n \"$old\" ] && kill \"$old\"\n"
                                        "while [ -n \"$old\" ] && kill -0 \"$old\" 2>/dev/null; do sleep 0.02; done\n"
                                        "/usr/sbin/lighttpd -f lighttpd.conf\n");
    chmod((folder_ + "/restart").c_str(), 0755);
    Sh("'" + folder_ + "/restart'");
  }
  ~Appliance() { Sh("kill $(cat '" + folder_ + "/pid') 2>&1"); }
  Appliance(const Appliance&) = delete;
  Appliance& operator=(const Appliance&) = delete;

  const std::string& address() const { return ssh_.address(); }
  const test::SshServer& ssh() const { return ssh_; }
  std::string Host() const { return name_ + ".corp.example"; }
  std::string Pem() const { return folder_ + "/server.pem"; }
  const std::string& folder() const { return folder_; }
  std::string InventoryLine() const {
    return Host() + "," + kPort + "," + address() + "," + Host() + ";" + address() + "," + std::to_string(ssh_.port()) +
           "," + ssh_.user() + "," + ssh_.Fingerprint() + "," + Pem() + "\n";
  }
  // What openssl says of a handshake that must be right for `check`.
  std::string Handshake(const std::string& root, const std::string& check) const {
    return Sh("echo | openssl s_client -connect " + address() + ":" + kPort + " -CAfile '" + root + "' " + check +
              " -verify_return_error 2>&1");
  }

 private:
  const std::string name_, folder_;
  test::SshServer ssh_;
};

class ReplaceTest : public ScanTest {
 protected:
  void SetUp() override {
    if (!test::SshServer::IsAvailable() || access("/usr/sbin/lighttpd", X_OK) != 0) {
      GTEST_SKIP() << "needs sshd and lighttpd";
    }
    Sh("cd '" + folder() +
       "' && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 3650"
       " -subj '/CN=Test Root' -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign 2>&1");
  }

  void StartAppliances(int count) {
    std::string inventory = "host,port,address,names,ssh_port,ssh_user,ssh_host_key,pem_path\n";
    for (int i = 1; i <= count; ++i) {
      appliances_.push_back(std::make_unique<Appliance>(folder(), i));
      inventory += appliances_.back()->InventoryLine();
    }
    WriteFile(Path("estate.csv"), inventory);
    WriteConfig("'" + folder() + "/{short}/restart'");
  }

  void WriteConfig(const std::string& restart, const std::string& more = "") {
    // Every server has a key of its own for us; the first one's is let in by all.
    for (const auto& appliance : appliances_) {
      const_cast<test::SshServer&>(appliance->ssh())
          .Authorize(Sh("ssh-keygen -y -f '" + appliances_.front()->ssh().identity() + "'"));
    }
    WriteFile(Path("certsweep.toml"),
              "[trust]\nfiles = [\"ca.pem\"]\n[replace]\nissuer = \"corp\"\nprofile = \"lab\"\n"
              "key_type = \"ec:P-256\"\nwork_dir = \"replacements\"\n"
              "[rollout]\nsettle_seconds = 1\n" +
                  more +
                  "[issuer.corp]\nkind = \"local\"\nca_cert = \"ca.pem\"\nca_key = \"ca.key\"\n"
                  "[profile.lab]\nports = [4343]\npem_path = \"/nowhere/server.pem\"\n"
                  "restart_command = \"" +
                  restart + "\"\n[ssh]\nagent = false\nidentity = \"" + appliances_.front()->ssh().identity() + "\"\n");
  }

  ScanResult ScanEstate() { return Scan({"-t", "estate.csv", "--config", "certsweep.toml", "-f", "jsonl", "-q"}); }

  ProcessOptions ReplaceProcess(const Words& arguments) {
    ProcessOptions options = ScanProcess({});
    options.command.resize(1);
    options.command.push_back("replace");
    options.command.insert(options.command.end(), arguments.begin(), arguments.end());
    options.name = "replace" + std::to_string(++replaces_);
    return options;
  }

  ScanResult Replace(const Words& arguments) {
    Process process(ReplaceProcess(arguments));
    ScanResult result;
    result.exit_code = process.Wait(std::chrono::seconds(120));
    result.output = process.Output();
    result.errors = process.Errors();
    return result;
  }

  Words States() {
    Words states;
    for (const boost::json::object& job : JsonLines(Replace({"status", "--format", "jsonl"}).output)) {
      states.push_back(Text(job, "state"));
    }
    return states;
  }

  std::vector<std::unique_ptr<Appliance>> appliances_;

 private:
  int replaces_ = 0;
};

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
  for (const auto& appliance : appliances_) {
    EXPECT_THAT(appliance->Handshake(Path("ca.pem"),
                                     "-servername " + appliance->Host() + " -verify_hostname " + appliance->Host()),
                HasSubstr("Verify return code: 0"));
    EXPECT_THAT(appliance->Handshake(Path("ca.pem"), "-verify_ip " + appliance->address()),
                HasSubstr("Verify return code: 0"));
  }
  ProcessOptions show = ScanProcess({});
  show.command = {show.command.front(), "show", appliances_[1]->Host(), "-f", "jsonl"};
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
  const std::string before = ReadFile(appliances_[0]->Pem());
  EXPECT_EQ(Replace({"run", "--config", "certsweep.toml"}).exit_code, 2);
  EXPECT_EQ(Replace({"plan", "--config", "certsweep.toml"}).exit_code, 0);
  EXPECT_EQ(Replace({"run", "--config", "certsweep.toml", "--dry-run"}).exit_code, 0);
  EXPECT_EQ(ReadFile(appliances_[0]->Pem()), before);
  EXPECT_THAT(appliances_[0]->ssh().Log(), Not(HasSubstr("Accepted")));
  EXPECT_FALSE(std::filesystem::exists(Path("replacements")));
}

TEST_F(ReplaceTest, AFileThatIsMissingIsToldBeforeAnythingIsDone) {
  StartAppliances(1);
  EXPECT_EQ(ScanEstate().exit_code, 1);
  std::filesystem::remove(Path("ca.key"));
  for (const Words& words :
       {Words{"plan", "--config", "certsweep.toml"}, Words{"run", "--config", "certsweep.toml", "--yes"}}) {
    const ScanResult result = Replace(words);
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_THAT(result.errors, HasSubstr("issuer.corp.ca_key"));
  }
  EXPECT_THAT(States(), testing::IsEmpty());
}

TEST_F(ReplaceTest, ARestartThatFailsIsRolledBackAndStopsTheRollout) {
  StartAppliances(2);
  WriteConfig("/bin/false");
  EXPECT_EQ(ScanEstate().exit_code, 1);
  const std::string before = ReadFile(appliances_[0]->Pem());
  const ScanResult run = Replace({"run", "--config", "certsweep.toml", "--yes"});
  EXPECT_EQ(run.exit_code, 1) << run.errors;
  EXPECT_THAT(run.errors, HasSubstr("2 jobs: 1 rolled back, 1 skipped"));
  EXPECT_THAT(run.errors, HasSubstr("a canary was not verified"));
  EXPECT_THAT(States(), testing::ElementsAre("rolled_back", "queued"));
  EXPECT_EQ(ReadFile(appliances_[0]->Pem()), before);
}

TEST_F(ReplaceTest, ARollbackServesTheOldCertificateAgain) {
  StartAppliances(1);
  EXPECT_EQ(ScanEstate().exit_code, 1);
  const std::string before = ReadFile(appliances_[0]->Pem());
  ASSERT_EQ(Replace({"run", "--config", "certsweep.toml", "--yes"}).exit_code, 0);
  EXPECT_NE(ReadFile(appliances_[0]->Pem()), before);
  const ScanResult rollback = Replace({"rollback", "--config", "certsweep.toml", "--yes", appliances_[0]->Host()});
  EXPECT_EQ(rollback.exit_code, 0) << rollback.errors;
  EXPECT_EQ(ReadFile(appliances_[0]->Pem()), before);
  EXPECT_THAT(appliances_[0]->Handshake(Path("ca.pem"), ""), HasSubstr("self-signed"));
}

TEST_F(ReplaceTest, KilledAtAnyMomentResumeEndsIt) {
  StartAppliances(1);
  for (const int milliseconds : {60, 150, 300, 500, 900}) {
    EXPECT_NE(ScanEstate().exit_code, 4);
    {
      Process run(ReplaceProcess({"run", "--config", "certsweep.toml", "--yes", appliances_[0]->Host()}));
      std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
      run.Send(SIGKILL);
      run.Wait();
    }
    const ScanResult resume = Replace({"resume", "--config", "certsweep.toml", "--yes"});
    EXPECT_EQ(resume.exit_code, 0) << milliseconds << resume.errors;
    EXPECT_THAT(States(), Each("verified")) << Replace({"status"}).output;
    EXPECT_THAT(appliances_[0]->Handshake(Path("ca.pem"), "-verify_ip " + appliances_[0]->address()),
                HasSubstr("Verify return code: 0"));
  }
}

TEST_F(ReplaceTest, AHostKeyThatChangedIsNotTalkedTo) {
  StartAppliances(1);
  EXPECT_EQ(ScanEstate().exit_code, 1);
  const_cast<test::SshServer&>(appliances_[0]->ssh()).ChangeHostKeys({"ed25519"});
  const std::string before = ReadFile(appliances_[0]->Pem());
  const ScanResult run = Replace({"run", "--config", "certsweep.toml", "--yes"});
  EXPECT_EQ(run.exit_code, 1) << run.errors;
  EXPECT_THAT(run.errors, HasSubstr("host key"));
  EXPECT_THAT(States(), testing::ElementsAre("failed"));
  EXPECT_EQ(ReadFile(appliances_[0]->Pem()), before);
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

  void ChangeConfig(const std::string& from, const std::string& to) {
    std::string config = ReadFile(Path("certsweep.toml"));
    const size_t place = config.find(from);
    ASSERT_NE(place, std::string::npos) << config;
    WriteFile(Path("certsweep.toml"), config.replace(place, from.size(), to));
  }

  // The same key for all, encrypted.
  void EncryptIdentity() {
    const std::string& plain = appliances_.front()->ssh().identity();
    Sh("cp '" + plain + "' '" + Path("id") + "' && chmod 600 '" + Path("id") + "' && ssh-keygen -q -p -P '' -N '" +
       kSecret + "' -f '" + Path("id") + "'");
    ChangeConfig(plain, Path("id"));
  }

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
  ASSERT_TRUE(run->Await("Passphrase of " + Path("id") + ": ")) << run->shown();
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
              AllOf(HasSubstr(Path("id") + ": this private key needs a passphrase, and there is no terminal"),
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
  EXPECT_THAT(appliances_[0]->ssh().Log(), Not(HasSubstr("Accepted")));
}

TEST_F(ReplaceLoginTest, APasswordFileMayHoldThePassphrase) {
  StartAppliances(1);
  EncryptIdentity();
  WriteFile(Path("secret"), std::string(kSecret) + "\n");
  ChangeConfig("agent = false", "agent = false\npassword_file = \"secret\"");
  EXPECT_EQ(ScanEstate().exit_code, 1);
  const ScanResult run = ReplaceWithoutATerminal({"run", "--config", "certsweep.toml", "--yes"});
  EXPECT_EQ(run.exit_code, 0) << run.errors;
}

TEST_F(ReplaceLoginTest, AWrongPasswordIsTriedOnOneApplianceAndStopsAll) {
  StartAppliances(4);
  const test::PasswordSshServer ssh({});
  std::string inventory = "host,port,address,names,ssh_host,ssh_port,ssh_user,pem_path\n";
  for (const auto& appliance : appliances_) {
    inventory += appliance->Host() + ",4343," + appliance->address() + "," + appliance->Host() + ",127.0.0.1," +
                 std::to_string(ssh.port()) + ",admin," + appliance->Pem() + "\n";
  }
  WriteFile(Path("estate.csv"), inventory);
  ChangeConfig("identity = \"" + appliances_.front()->ssh().identity() + "\"", "known_hosts = \"known_hosts\"");
  ChangeConfig("settle_seconds = 1", "settle_seconds = 1\ncanary = 0\nmax_failures = 100");
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
