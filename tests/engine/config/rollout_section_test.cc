#include "engine/config/rollout_section.h"

#include <gmock/gmock.h>

#include "tests/engine/config/config_texts.h"

namespace certsweep::config {
namespace {

TEST(RolloutSectionTest, SaysHowFastAndWhen) {
  const RolloutSection rollout = Good(
                                     "[rollout]\ncanary = 0\nwave = 5\ngrowth = 1\nmax_parallel = 4\nmax_failures = "
                                     "2\nwindow = 'Sat 22:00-05:00'\n"
                                     "change_id = 'CHG123'\nsettle_seconds = 0")
                                     .rollout;
  EXPECT_EQ(rollout.canary, 0);
  EXPECT_EQ(rollout.wave, 5);
  EXPECT_EQ(rollout.growth, 1);
  EXPECT_EQ(rollout.max_parallel, 4);
  EXPECT_EQ(rollout.max_failures, 2);
  ASSERT_TRUE(rollout.window);
  EXPECT_EQ(rollout.window->text, "Sat 22:00-05:00");
  EXPECT_EQ(rollout.change_id, "CHG123");
  EXPECT_EQ(rollout.settle_seconds, 0);
}

TEST(RolloutSectionTest, HasDefaults) {
  const RolloutSection rollout = Good("").rollout;
  EXPECT_EQ(rollout.canary, 1);
  EXPECT_EQ(rollout.wave, 10);
  EXPECT_EQ(rollout.growth, 2);
  EXPECT_EQ(rollout.max_parallel, 16);
  EXPECT_EQ(rollout.max_failures, 0);
  EXPECT_FALSE(rollout.window);
  EXPECT_EQ(rollout.change_id, "");
  EXPECT_EQ(rollout.settle_seconds, 30);
}

TEST(RolloutSectionTest, ValuesHaveBounds) {
  EXPECT_EQ(Bad("[rollout]\ncanary = -1\nwave = 0\ngrowth = 0.5\nmax_parallel = 0\nmax_failures = -1\nwindow = 'Sat'\n"
                "change_id = \"a\\nb\"\nsettle_seconds = 86401"),
            "etc/c.toml:2: rollout.canary: is -1 and should be from 0 to 1000000\n"
            "etc/c.toml:3: rollout.wave: is 0 and should be from 1 to 1000000\n"
            "etc/c.toml:4: rollout.growth: is 0.5 and should be from 1 to 100\n"
            "etc/c.toml:5: rollout.max_parallel: is 0 and should be from 1 to 1024\n"
            "etc/c.toml:6: rollout.max_failures: is -1 and should be from 0 to 1000000\n"
            "etc/c.toml:7: rollout.window: \"Sat\" is no window such as Sat 22:00-05:00\n"
            "etc/c.toml:8: rollout.change_id: \"a\\x0ab\" has a control character in it\n"
            "etc/c.toml:9: rollout.settle_seconds: is 86401 and should be from 0 to 86400");
}

}  // namespace
}  // namespace certsweep::config
