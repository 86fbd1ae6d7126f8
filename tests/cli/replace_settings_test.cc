#include "cli/replace_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "tests/support/manual_clock.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_certificates.h"

namespace certsweep::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ReplaceSettingsTest : public ::testing::Test {
 protected:
  ReplaceSettingsTest() {
    test::WriteWholeFile(folder_.Path("root.pem"),
                         test::CertificateBuilder("Root").Key(test::TestKey::Ec("P-256", 60)).Ca().Build().Pem());
  }

  config::Config Config(const std::string& more) {
    const absl::StatusOr<config::Config> config =
        config::ParseConfig("[trust]\nfiles = [\"root.pem\"]\n" + more, folder_.Path("certsweep.toml"));
    EXPECT_TRUE(config.ok()) << config.status();
    return config.value_or(config::Config());
  }

  absl::StatusOr<std::unique_ptr<ReplaceTools>> Make(const config::Config& config,
                                                     const std::vector<std::string>& issuers) {
    const SecretGatherer nothing = []() -> absl::StatusOr<replacer::SecretSource> { return nullptr; };
    return MakeReplaceTools(config, issuers, false, nothing, clock_, stop_.get_token());
  }

  const test::TemporaryFolder folder_;
  const test::ManualClock clock_;
  std::stop_source stop_;
};

constexpr const char* kFolderIssuer = "[issuer.paper]\nkind = \"folder\"\nout = \"out\"\nin = \"in\"\n";
constexpr const char* kBrokenIssuer =
    "[issuer.broken]\nkind = \"local\"\nca_cert = \"none.pem\"\nca_key = \"none.key\"\n";

TEST_F(ReplaceSettingsTest, TheRolloutIsThatOfTheConfiguration) {
  const replacer::ReplaceOptions options =
      MakeReplaceOptions(Config("[rollout]\ncanary = 3\nwave = 5\ngrowth = 1.5\nmax_parallel = 7\nmax_failures = 2\n"
                                "change_id = \"CHG9\"\n"));
  EXPECT_EQ(options.rollout.canary, 3);
  EXPECT_EQ(options.rollout.wave, 5);
  EXPECT_EQ(options.rollout.growth, 1.5);
  EXPECT_EQ(options.rollout.max_failures, 2);
  EXPECT_EQ(options.max_parallel, 7);
  EXPECT_EQ(options.change_id, "CHG9");
  EXPECT_FALSE(options.in_window);
}

TEST_F(ReplaceSettingsTest, WhatIsNotGivenIsAsTheIssueSays) {
  const replacer::ReplaceOptions options = MakeReplaceOptions(Config(""));
  EXPECT_EQ(options.rollout.canary, 1);
  EXPECT_EQ(options.rollout.wave, 10);
  EXPECT_EQ(options.rollout.growth, 2.0);
  EXPECT_EQ(options.rollout.max_failures, 0);
  EXPECT_EQ(options.max_parallel, 16);
}

TEST_F(ReplaceSettingsTest, AWindowOpensAndCloses) {
  const replacer::ReplaceOptions options = MakeReplaceOptions(Config("[rollout]\nwindow = \"Sat 22:00-05:00\"\n"));
  ASSERT_TRUE(options.in_window);
  int open = 0;
  constexpr int64_t kDay = 86400;
  // Seven hours of a week, whatever the zone of this machine.
  for (int64_t minute = 0; minute < 7 * 24 * 60; ++minute) {
    open += options.in_window(test::kTestTime + kDay * 40 + minute * 60) ? 1 : 0;
  }
  EXPECT_EQ(open, 7 * 60);
}

TEST_F(ReplaceSettingsTest, PathsAndTimesOfJobsAreWhole) {
  const auto tools =
      Make(Config("[replace]\nwork_dir = \"a/../keys\"\nkeep_backups = 9\n[rollout]\nsettle_seconds = 4\n"), {});
  ASSERT_TRUE(tools.ok()) << tools.status();
  const replacer::JobSettings& settings = (*tools)->tools.settings;
  EXPECT_EQ(settings.work_dir, folder_.Path("keys"));
  EXPECT_EQ(settings.keep_backups, 9);
  EXPECT_EQ(settings.settle_us, 4'000'000);
  EXPECT_EQ((*tools)->tools.connector.get(), (*tools)->connector);
  EXPECT_NE((*tools)->tools.judge, nullptr);
}

TEST_F(ReplaceSettingsTest, OnlyIssuersThatAreNeededAreSetUp) {
  const config::Config config = Config(std::string(kFolderIssuer) + kBrokenIssuer);
  std::filesystem::create_directories(folder_.Path("out"));
  std::filesystem::create_directories(folder_.Path("in"));
  const auto tools = Make(config, {"paper", "paper", "unknown"});
  ASSERT_TRUE(tools.ok()) << tools.status();
  EXPECT_EQ((*tools)->tools.issuers.size(), 1u);
  EXPECT_TRUE((*tools)->tools.issuers.contains("paper"));
  // Nothing is asked for: nothing is looked at.
  EXPECT_THAT((*Make(config, {}))->tools.issuers, IsEmpty());
}

TEST_F(ReplaceSettingsTest, AllThatIsWrongIsTold) {
  config::Config config = Config(kBrokenIssuer);
  config.trust.files = {folder_.Path("none-root.pem")};
  const auto tools = Make(config, {"broken"});
  EXPECT_THAT(tools.status().ToString(), AllOf(HasSubstr("none-root.pem"), HasSubstr("none.pem")));
}

TEST_F(ReplaceSettingsTest, AWaitEndsWhenTheUserStops) {
  const auto tools = Make(Config(""), {});
  ASSERT_TRUE(tools.ok());
  replacer::Waiter& waiter = *(*tools)->tools.waiter;
  EXPECT_FALSE(waiter.IsStopping());
  EXPECT_TRUE(waiter.WaitUnlessStopping(1000));
  std::jthread user([this] { stop_.request_stop(); });
  EXPECT_FALSE(waiter.WaitUnlessStopping(600'000'000));
  EXPECT_TRUE(waiter.IsStopping());
  // What has to be waited for is waited for all the same.
  const auto begin = std::chrono::steady_clock::now();
  waiter.Wait(20'000);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(20));
}

}  // namespace
}  // namespace certsweep::cli
