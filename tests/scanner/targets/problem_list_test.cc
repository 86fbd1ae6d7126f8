#include "scanner/targets/problem_list.h"

#include <algorithm>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::scanner {
namespace {

using ::testing::EndsWith;

TEST(ProblemListTest, OneLineAProblem) {
  ProblemList problems;
  EXPECT_TRUE(problems.empty());
  problems.Add("estate.csv:17", "port 70000 is not in 1 to 65535");
  problems.Add("estate.csv:1", "one\ntwo");
  EXPECT_EQ(problems.ToString(),
            "estate.csv:17: port 70000 is not in 1 to 65535\nestate.csv:1: one\nestate.csv:1: two");
}

TEST(ProblemListTest, CountsWhatItDoesNotShow) {
  ProblemList problems;
  for (int i = 0; i < 250; ++i) problems.Add("a", "b");
  EXPECT_EQ(problems.first().size(), 100u);
  EXPECT_THAT(problems.ToString(), EndsWith("a: b\nand 150 more"));
}

}  // namespace
}  // namespace certsweep::scanner
