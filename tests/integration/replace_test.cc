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
#include "tests/support/shell_command.h"
#include "tests/support/ssh_server.h"

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
  for (const char* state : {"key", "submitting", "bundled", "backed_up", "uploaded", "installed", "restarted"}) {
    EXPECT_NE(ScanEstate().exit_code, 4);
    {
      Process run(ReplaceProcess({"run", "--config", "certsweep.toml", "--yes", appliances_[0]->Host()}));
      while (run.IsRunning() && run.Errors().find(std::string("  ") + state) == std::string::npos) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      }
      run.Send(SIGKILL);
      run.Wait();
    }
    const ScanResult resume = Replace({"resume", "--config", "certsweep.toml", "--yes"});
    EXPECT_EQ(resume.exit_code, 0) << state << resume.errors;
    EXPECT_THAT(States(), testing::AllOf(Not(testing::IsEmpty()), Each("verified"))) << Replace({"status"}).output;
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

}  // namespace
}  // namespace certsweep::integration
