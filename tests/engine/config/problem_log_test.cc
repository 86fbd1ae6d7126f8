#include "engine/config/problem_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace certsweep::config {
namespace {

TEST(ProblemLogTest, WithoutProblemsAllIsWell) { EXPECT_TRUE(ProblemLog("c.toml").Status().ok()); }

TEST(ProblemLogTest, TellsThemByLineThoseOfALineAsTheyCame) {
  ProblemLog log("c.toml");
  log.Add(9, "last");
  log.Add(2, "one");
  log.AddElsewhere(2, "list.txt:7: two");
  log.Add(2, 5, "three");
  EXPECT_EQ(log.Status(),
            absl::InvalidArgumentError("c.toml:2: one\nlist.txt:7: two\nc.toml:2:5: three\nc.toml:9: last"));
}

TEST(ProblemLogTest, OfVeryManyTheFirstAreTold) {
  ProblemLog log("c.toml");
  for (int i = 1; i <= 100; ++i) log.Add(i, "x");
  EXPECT_THAT(std::string(log.Status().message()), testing::EndsWith("\nc.toml:100: x"));
  log.Add(101, "x");
  EXPECT_THAT(std::string(log.Status().message()), testing::EndsWith("\nc.toml:100: x\nc.toml: and 1 problems more"));
}

}  // namespace
}  // namespace certsweep::config
