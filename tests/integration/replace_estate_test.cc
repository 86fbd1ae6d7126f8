// An estate of 24 real appliances from scan to proof: openssl looks at each of them, and a browser at two.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/replace_fixture.h"
#include "tests/support/shell_command.h"

namespace certsweep::integration {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr int kAppliances = 24;
constexpr int kNotInstalled = 77;

class ReplaceEstateTest : public ReplaceTest {
 protected:
  // What a browser makes of an appliance, by its name and by its address: `scenario` of appliance_browser_check.py.
  // Whether there is a browser.
  bool Browse(const std::string& scenario, const lab::Appliance& appliance) {
    Process check(
        {.command = {"/usr/bin/python3",
                     std::string(CERTSWEEP_SOURCE_ROOT) + "/tests/integration/appliance_browser_check.py", scenario,
                     Root(), appliance.host(), appliance.address().ToString(), std::to_string(appliance.https_port())},
         .folder = folder(),
         .name = "browser"});
    const int code = check.Wait(std::chrono::minutes(2));
    if (code == kNotInstalled) return false;
    EXPECT_EQ(code, 0) << scenario << " " << appliance.host() << "\n" << check.Output() << check.Errors();
    return true;
  }
};

TEST_F(ReplaceEstateTest, AllAreVerifiedAndOpensslAgrees) {
  StartAppliances(kAppliances);
  EXPECT_EQ(ScanEstate().exit_code, 1);
  const ScanResult plan = Replace({"plan", "--config", "certsweep.toml"});
  EXPECT_EQ(plan.exit_code, 0) << plan.output << plan.errors;
  EXPECT_THAT(plan.output, HasSubstr("24 jobs: 24 can be done, 0 can not"));
  const ScanResult run = Replace({"run", "--config", "certsweep.toml", "--yes"});
  EXPECT_EQ(run.exit_code, 0) << run.errors;
  EXPECT_THAT(run.errors, HasSubstr("24 jobs: 24 verified"));
  EXPECT_THAT(States(), AllOf(SizeIs(kAppliances), Each("verified")));
  for (const auto& appliance : estate_->appliances()) {
    const std::string& host = appliance->host();
    EXPECT_THAT(Handshake(*appliance, Root(), "-servername " + host + " -verify_hostname " + host),
                HasSubstr("Verify return code: 0 (ok)"));
    EXPECT_THAT(Handshake(*appliance, Root(), "-noservername -verify_ip " + appliance->address().ToString()),
                HasSubstr("Verify return code: 0 (ok)"));
  }
  EXPECT_THAT(Handshake(Appliance(), Root(), "-verify_hostname " + Appliance(1).host()),
              Not(HasSubstr("Verify return code: 0")));
  EXPECT_EQ(ScanEstate().exit_code, 0);
}

TEST_F(ReplaceEstateTest, ABrowserWarnsOfTheOldAndOpensTheNewByNameAndByAddress) {
  StartAppliances(2);
  if (!Browse("warned", Appliance())) GTEST_SKIP() << "Chromium, its driver or certutil is not installed";
  EXPECT_EQ(ScanEstate().exit_code, 1);
  const ScanResult run = Replace({"run", "--config", "certsweep.toml", "--yes"});
  EXPECT_EQ(run.exit_code, 0) << run.errors;
  for (const auto& appliance : estate_->appliances()) Browse("trusted", *appliance);
}

}  // namespace
}  // namespace certsweep::integration
