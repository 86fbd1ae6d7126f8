// The script in a real fish.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/shell_run.h"

namespace certsweep::cli {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

class FishCompletionTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!ShellRun::Has("fish")) GTEST_SKIP() << "fish is not installed";
    run_.Write("completion.fish", Printed({"completion", "fish"}));
    run_.Write("estate.csv", "");
  }

  // What is offered for `line`, without what is said of each.
  std::vector<std::string> Offered(const std::string& line) {
    run_.Write("ask.fish", "source completion.fish\ncomplete -C '" + line + "' | string replace -r '\\t.*' ''\n");
    return run_.Lines("fish --no-config ask.fish");
  }

 private:
  ShellRun run_;
};

TEST_F(FishCompletionTest, Commands) {
  EXPECT_THAT(Offered("certsweep "),
              IsSupersetOf({"scan", "verify", "key", "csr", "pem", "config", "lab", "completion", "man", "help"}));
  EXPECT_THAT(Offered("certsweep ver"), ElementsAre("verify"));
  EXPECT_THAT(Offered("certsweep help conf"), ElementsAre("config"));
}

TEST_F(FishCompletionTest, OptionsOfTheCommand) {
  EXPECT_THAT(Offered("certsweep scan --fo"), ElementsAre("--format"));
  EXPECT_THAT(Offered("certsweep scan -"), IsSupersetOf({"-t", "--targets", "-4", "--quiet", "--help"}));
  EXPECT_THAT(Offered("certsweep lab --"), AllOf(Contains("--mix"), Not(Contains("--targets"))));
}

TEST_F(FishCompletionTest, WordsThatAnOptionTakes) {
  EXPECT_THAT(Offered("certsweep scan --format "), UnorderedElementsAre("table", "jsonl", "csv"));
  EXPECT_THAT(Offered("certsweep scan -f j"), ElementsAre("jsonl"));
  EXPECT_THAT(Offered("certsweep scan --format=j"), ElementsAre("--format=jsonl"));
  EXPECT_THAT(Offered("certsweep completion "), UnorderedElementsAre("bash", "zsh", "fish"));
  EXPECT_THAT(Offered("certsweep scan --concurrency "), IsEmpty());
}

TEST_F(FishCompletionTest, FilesWhereOneIsAskedFor) {
  EXPECT_THAT(Offered("certsweep scan --targets est"), ElementsAre("estate.csv"));
  EXPECT_THAT(Offered("certsweep scan --trust "), IsSupersetOf({"system", "estate.csv"}));
  EXPECT_THAT(Offered("certsweep lab "), IsEmpty());
}

}  // namespace
}  // namespace certsweep::cli
