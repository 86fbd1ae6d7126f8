#include "bench/lab/appliance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "bench/lab/appliance_programs.h"
#include "bench/lab/loopback_socket.h"
#include "tests/support/shell_command.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::lab {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr int64_t kNow = 1767323045;

class ApplianceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const absl::Status there = CheckAppliancePrograms();
    if (!there.ok()) GTEST_SKIP() << there;
    options_.host = "sps01.lab.example";
    // Addresses that no other test is likely to have.
    options_.address = base::IpAddress::V4(0x7f300001u | (static_cast<uint32_t>(getpid()) & 0xfff) << 8);
    options_.https_port = *FindFreePort({options_.address}, 0);
    do {
      options_.ssh_port = *FindFreePort({options_.address}, 0);
    } while (options_.ssh_port == options_.https_port);
    options_.folder = folder_.Path("an appliance");
  }

  std::unique_ptr<Appliance> Started() const {
    auto appliance = Appliance::Start(options_, kNow);
    EXPECT_TRUE(appliance.ok()) << appliance.status();
    return appliance.ok() ? *std::move(appliance) : nullptr;
  }

  bool Serves() const { return IsListening(options_.address, options_.https_port); }
  bool LetsIn() const { return IsListening(options_.address, options_.ssh_port); }

  // The first line that says whose certificate is served.
  std::string Subject() const {
    return test::RunShell("echo | openssl s_client -connect " + options_.address.ToString() + ":" +
                          std::to_string(options_.https_port) + " 2>/dev/null | grep -m1 subject=")
        .output;
  }

  const test::TemporaryFolder folder_;
  ApplianceOptions options_;
};

TEST_F(ApplianceTest, ServesWhatItMadeForItselfUntilItIsPoweredOff) {
  const std::unique_ptr<Appliance> appliance = Started();
  ASSERT_NE(appliance, nullptr);
  EXPECT_TRUE(Serves() && LetsIn());
  EXPECT_THAT(Subject(), HasSubstr("sps01.lab.example"));
  EXPECT_THAT(test::ReadWholeFile(appliance->PemPath()),
              AllOf(HasSubstr("PRIVATE KEY"), HasSubstr("BEGIN CERTIFICATE")));
  appliance->PowerOff();
  EXPECT_FALSE(Serves() || LetsIn());
  ASSERT_TRUE(appliance->Boot().ok());
  EXPECT_TRUE(Serves() && LetsIn());
}

TEST_F(ApplianceTest, RestartsAtOnceAndSeveralAtATime) {
  const std::unique_ptr<Appliance> appliance = Started();
  ASSERT_NE(appliance, nullptr);
  const std::string restart = "'" + appliance->folder() + "/restart'";
  const std::string old = test::ReadWholeFile(appliance->folder() + "/pid");
  // They are the test's children and not the appliance's, so they end here; with a server its file goes.
  const auto result = test::RunShell(restart + " & " + restart + " & wait; new=$(cat '" + appliance->folder() +
                                     "/pid'); kill \"$new\"; echo \"pid $new\"");
  EXPECT_EQ(result.exit_code, 0) << result.output;
  EXPECT_THAT(result.output, HasSubstr("pid "));
  EXPECT_THAT(result.output, Not(HasSubstr("pid " + old)));
}

TEST_F(ApplianceTest, WhyItDoesNotStartIsSaid) {
  const std::unique_ptr<Appliance> appliance = Started();
  ASSERT_NE(appliance, nullptr);
  EXPECT_TRUE(absl::IsNotFound(Appliance::Start({.host = "a", .folder = folder_.Path("no/a")}, kNow).status()));
  appliance->PowerOff();
  test::WriteWholeFile(appliance->folder() + "/server.pem", "no certificate");
  EXPECT_THAT(std::string(appliance->Boot().message()), HasSubstr("sps01.lab.example does not start: "));
  EXPECT_FALSE(Serves() || LetsIn());
}

}  // namespace
}  // namespace certsweep::lab
