// The script in a real bash.
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

class BashCompletionTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!ShellRun::Has("bash")) GTEST_SKIP() << "bash is not installed";
    run_.Write("completion", Printed({"completion", "bash"}));
    run_.Write("estate.csv", "");
    run_.Write("two words.pem", "");
  }

  // What is offered behind `words`, as bash splits a command line; the last one is being typed.
  std::vector<std::string> Offered(const std::string& words) {
    run_.Write("ask", "source ./completion\nCOMP_WORDS=(certsweep " + words +
                          ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_certsweep\n"
                          "((${#COMPREPLY[@]} == 0)) || printf '%s\\n' \"${COMPREPLY[@]}\"\n");
    return run_.Lines("bash --norc ask");
  }

 private:
  ShellRun run_;
};

TEST_F(BashCompletionTest, Commands) {
  EXPECT_THAT(Offered("''"),
              IsSupersetOf({"scan", "verify", "key", "csr", "pem", "config", "lab", "completion", "man", "help"}));
  EXPECT_THAT(Offered("ver"), ElementsAre("verify"));
  EXPECT_THAT(Offered("help conf"), ElementsAre("config"));
  EXPECT_THAT(Offered("--v"), ElementsAre("--version"));
}

TEST_F(BashCompletionTest, OptionsOfTheCommand) {
  EXPECT_THAT(Offered("scan --fo"), ElementsAre("--format"));
  EXPECT_THAT(Offered("scan -"), IsSupersetOf({"-t", "--targets", "-4", "--quiet", "--help"}));
  EXPECT_THAT(Offered("lab -"), AllOf(Contains("--mix"), Not(Contains("--targets"))));
}

TEST_F(BashCompletionTest, WordsThatAnOptionTakes) {
  EXPECT_THAT(Offered("scan --format ''"), ElementsAre("table", "jsonl", "csv"));
  EXPECT_THAT(Offered("scan -f j"), ElementsAre("jsonl"));
  EXPECT_THAT(Offered("scan --format ="), ElementsAre("table", "jsonl", "csv"));
  EXPECT_THAT(Offered("scan --format = c"), ElementsAre("csv"));
  EXPECT_THAT(Offered("scan --profile ''"), ElementsAre("apache", "lighttpd", "nginx", "sps"));
  EXPECT_THAT(Offered("completion ''"), ElementsAre("bash", "zsh", "fish"));
  EXPECT_THAT(Offered("scan --concurrency ''"), IsEmpty());
}

TEST_F(BashCompletionTest, FilesWhereOneIsAskedFor) {
  EXPECT_THAT(Offered("scan --targets est"), ElementsAre("estate.csv"));
  EXPECT_THAT(Offered("verify tw"), ElementsAre("two words.pem"));
  EXPECT_THAT(Offered("scan --trust s"), ElementsAre("system"));
  EXPECT_THAT(Offered("config ''"), IsSupersetOf({"check", "default", "estate.csv"}));
  EXPECT_THAT(Offered("lab ''"), IsEmpty());
}

TEST_F(BashCompletionTest, NothingBehindWhatIsNoCommand) {
  EXPECT_THAT(Offered("sweep ''"), IsEmpty());
  EXPECT_THAT(Offered("sweep --"), IsEmpty());
}

}  // namespace
}  // namespace certsweep::cli
