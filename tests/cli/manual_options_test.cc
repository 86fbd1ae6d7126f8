#include "cli/manual_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/command_line.h"
#include "tests/cli/shell_run.h"

namespace certsweep::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string Bad(const std::vector<std::string>& arguments) {
  const Invocation invocation = ParseCommandLine(arguments);
  const auto* error = std::get_if<UsageError>(&invocation);
  return error != nullptr ? error->message : "no error";
}

TEST(ManualOptionsTest, CompletionIsForOneKnownShell) {
  EXPECT_THAT(Printed({"completion", "bash"}), StartsWith("# bash completion for certsweep"));
  EXPECT_THAT(Printed({"completion", "zsh"}), StartsWith("#compdef certsweep\n"));
  EXPECT_THAT(Printed({"completion", "fish"}), StartsWith("# fish completion for certsweep"));
  EXPECT_THAT(Bad({"completion"}), HasSubstr("bash, zsh or fish"));
  EXPECT_THAT(Bad({"completion", "tcsh"}), HasSubstr("bash, zsh or fish"));
  EXPECT_THAT(Bad({"completion", "bash", "zsh"}), StartsWith("unexpected argument: \"zsh\""));
}

TEST(ManualOptionsTest, APageIsOfACommandOrOfCertsweep) {
  EXPECT_THAT(Printed({"man"}), StartsWith(".TH CERTSWEEP 1 "));
  EXPECT_THAT(Printed({"man", "lab"}), StartsWith(".TH CERTSWEEP\\-LAB 1 "));
  EXPECT_THAT(Bad({"man", "sweep"}), StartsWith("no such command: \"sweep\""));
  EXPECT_THAT(Bad({"man", "\x1b[2J"}), ::testing::Not(HasSubstr("\x1b")));
  EXPECT_THAT(Bad({"man", "scan", "verify"}), StartsWith("unexpected argument: \"verify\""));
}

TEST(ManualOptionsTest, AFolderIsForAllPages) {
  const Invocation all = ParseCommandLine({"man", "-o", "pages"});
  EXPECT_EQ(std::get<WriteTexts>(all).folder, "pages");
  EXPECT_THAT(Bad({"man", "scan", "-o", "pages"}), HasSubstr("name none"));
  EXPECT_THAT(Bad({"man", "--output="}), HasSubstr("--output"));
}

}  // namespace
}  // namespace certsweep::cli
