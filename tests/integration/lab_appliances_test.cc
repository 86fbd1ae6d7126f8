// `certsweep lab --appliances`: with nothing but the files that it wrote, what fails is found, replaced and found good;
// and no process of it outlives it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <thread>

#include "bench/lab/appliance_programs.h"
#include "tests/integration/scan_fixture.h"
#include "tests/support/shell_command.h"

namespace certsweep::integration {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using Words = std::vector<std::string>;

constexpr int kAppliances = 8;

class LabAppliancesTest : public ScanTest {
 protected:
  void SetUp() override {
    const absl::Status there = lab::CheckAppliancePrograms();
    if (!there.ok()) GTEST_SKIP() << there;
    // What the lab leaves behind becomes a child of this process.
    ASSERT_EQ(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
  }

  // The folder's name has a blank: it goes through shells, TOML and two servers' configurations.
  std::string Place(const std::string& name) const { return Path("our appliances/" + name); }

  static std::string FirstAddress() {
    const int pid = getpid();
    return "127." + std::to_string(128 + (pid >> 8) % 64) + "." + std::to_string(pid & 255) + ".1";
  }

  std::unique_ptr<Process> Lab(const Words& more) const {
    ProcessOptions options = {.command = {CERTSWEEP_BINARY, "lab", "--port", "0", "--ssh-port", "0", "--address",
                                          FirstAddress(), "--folder", "our appliances"},
                              .folder = folder(),
                              .name = "lab"};
    options.command.insert(options.command.end(), more.begin(), more.end());
    return std::make_unique<Process>(options);
  }

  std::unique_ptr<Process> StartedLab(int appliances) const {
    std::unique_ptr<Process> lab = Lab({"--appliances", std::to_string(appliances)});
    EXPECT_TRUE(lab->WaitForOutput("ready\n", std::chrono::seconds(120))) << lab->Errors();
    return lab;
  }

  // certsweep in the appliances' folder.
  ScanResult Certsweep(const Words& arguments) {
    ProcessOptions options = {.command = {CERTSWEEP_BINARY}, .folder = Place(""), .name = "." + arguments[0]};
    options.command.insert(options.command.end(), arguments.begin(), arguments.end());
    Process process(options);
    ScanResult result;
    result.exit_code = process.Wait(std::chrono::seconds(180));
    result.output = process.Output();
    result.errors = process.Errors();
    return result;
  }

  ScanResult ScanEstate(const Words& more = {}) {
    Words arguments = {"scan", "-t", "estate.csv", "--config", "certsweep.toml"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Certsweep(arguments);
  }

  // Whether every child ends by itself.
  static bool NobodyIsLeft() {
    for (int i = 0; i < 3000; ++i) {
      const pid_t ended = waitpid(-1, nullptr, WNOHANG);
      if (ended < 0 && errno == ECHILD) return true;
      if (ended == 0) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
  }
};

std::string Openssl(const boost::json::object& line, const std::string& root, const std::string& check) {
  const std::string place = Text(line, "address") + ":" + Text(line, "port");
  return test::RunShell("echo | openssl s_client -connect " + place + " -CAfile '" + root + "' -verify_return_error " +
                        check)
      .output;
}

TEST_F(LabAppliancesTest, AreScannedReplacedAndScannedAgainWithWhatTheLabWrote) {
  std::unique_ptr<Process> lab = StartedLab(kAppliances);
  EXPECT_THAT(lab->Output(), AllOf(HasSubstr("lab: 8 appliances"), HasSubstr("replace run --config certsweep.toml")));
  EXPECT_EQ(ScanEstate().exit_code, 1);
  const ScanResult plan = Certsweep({"replace", "plan", "--config", "certsweep.toml"});
  EXPECT_EQ(plan.exit_code, 0) << plan.errors;
  EXPECT_THAT(plan.output, HasSubstr("8 jobs: 8 can be done, 0 can not"));
  const ScanResult run = Certsweep({"replace", "run", "--config", "certsweep.toml", "--yes"});
  EXPECT_EQ(run.exit_code, 0) << run.errors;
  EXPECT_THAT(run.errors, HasSubstr("8 jobs: 8 verified"));

  const ScanResult again = ScanEstate({"-f", "jsonl"});
  EXPECT_EQ(again.exit_code, 0) << again.errors;
  const std::vector<boost::json::object> lines = JsonLines(again.output);
  EXPECT_EQ(lines.size(), 2u * kAppliances);
  EXPECT_EQ(CountBy(lines, "verdict")["compliant"], 2 * kAppliances);
  for (const boost::json::object& line : lines) {
    const std::string host = Text(line, "host");
    const bool is_address = host == Text(line, "address");
    const std::string check = is_address ? "-verify_ip " + host : "-servername " + host + " -verify_hostname " + host;
    EXPECT_THAT(Openssl(line, Place("lab-root.pem"), check), HasSubstr("Verify return code: 0 (ok)")) << host;
  }
  lab->Send(SIGTERM);
  EXPECT_EQ(lab->Wait(), 0) << lab->Errors();
  EXPECT_EQ(lab->Errors(), "");
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1) << "the lab did not wait for all of its processes";
}

TEST_F(LabAppliancesTest, NoProcessOutlivesALabThatIsKilled) {
  std::unique_ptr<Process> lab = StartedLab(3);
  // A lighttpd that came by SSH, after the lab's own.
  EXPECT_EQ(ScanEstate().exit_code, 1);
  EXPECT_EQ(Certsweep({"replace", "run", "--config", "certsweep.toml", "--yes"}).exit_code, 0);
  lab->Send(SIGKILL);
  EXPECT_EQ(lab->Wait(), 128 + SIGKILL);
  EXPECT_TRUE(NobodyIsLeft());
}

TEST_F(LabAppliancesTest, NoProcessOutlivesALabThatIsInterruptedWhileItStarts) {
  for (const int milliseconds : {100, 400, 1000}) {
    std::unique_ptr<Process> lab = Lab({"--appliances", "5"});
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
    lab->Send(SIGINT);
    EXPECT_THAT(lab->Wait(), testing::AnyOf(130, 0)) << lab->Errors();
    EXPECT_TRUE(NobodyIsLeft());
    std::filesystem::remove_all(Place(""));
  }
}

TEST_F(LabAppliancesTest, WritesItsInventoryAndRootWhereAskedToAndKeepsKeysPrivate) {
  umask(0);
  std::unique_ptr<Process> lab = Lab({"--appliances", "1", "--inventory", "a.csv", "--trust-out", "r.pem", "-q"});
  umask(022);
  ASSERT_TRUE(lab->WaitForOutput("ready\n")) << lab->Errors();
  EXPECT_EQ(lab->Output(), "ready\n");
  EXPECT_EQ(ReadFile(Path("a.csv")), ReadFile(Place("estate.csv")));
  EXPECT_EQ(ReadFile(Path("r.pem")), ReadFile(Place("lab-root.pem")));
  for (const char* name : {"lab-issuing-ca.key", "id_ed25519", "sps01/server.pem", "sps01/host_ed25519"}) {
    struct stat found{};
    ASSERT_EQ(stat(Place(name).c_str(), &found), 0) << name;
    EXPECT_EQ(found.st_mode & 07777, 0600u) << name;
  }
  struct stat place{};
  ASSERT_EQ(stat(Place("").c_str(), &place), 0);
  EXPECT_EQ(place.st_mode & 07777, 0700u);
}

TEST_F(LabAppliancesTest, SaysWhatCanNotBe) {
  std::filesystem::create_directories(Place("something"));
  const std::unique_ptr<Process> lab = Lab({"--appliances", "2"});
  EXPECT_EQ(lab->Wait(), 2);
  EXPECT_THAT(lab->Errors(), AllOf(HasSubstr("our appliances: is not empty"), Not(HasSubstr("ready"))));
}

}  // namespace
}  // namespace certsweep::integration
