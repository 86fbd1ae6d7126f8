#include "cli/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace certsweep::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

std::string Printed(const std::vector<std::string>& arguments) {
  const Invocation invocation = ParseCommandLine(arguments);
  const auto* print = std::get_if<PrintText>(&invocation);
  return print != nullptr ? print->text : "nothing";
}

std::string Bad(const std::vector<std::string>& arguments) {
  const Invocation invocation = ParseCommandLine(arguments);
  const auto* error = std::get_if<UsageError>(&invocation);
  return error != nullptr ? error->message : "no error";
}

TEST(CommandLineTest, PrintsTheVersion) {
  EXPECT_THAT(Printed({"--version"}), MatchesRegex("certsweep [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

TEST(CommandLineTest, HelpNamesTheCommands) {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"--help"}, {"-h"}, {"help"}}) {
    EXPECT_THAT(Printed(arguments), HasSubstr("Usage: certsweep COMMAND"));
    EXPECT_THAT(Printed(arguments), HasSubstr("  scan "));
    EXPECT_THAT(Printed(arguments), HasSubstr("  verify "));
    EXPECT_THAT(Printed(arguments), HasSubstr("  config "));
    EXPECT_THAT(Printed(arguments), HasSubstr("  lab "));
  }
}

TEST(CommandLineTest, HelpOfACommandIsTheSameHoweverItIsAskedFor) {
  for (const std::string command : {"scan", "verify", "key", "csr", "pem", "config", "lab"}) {
    const std::string help = Printed({command, "--help"});
    EXPECT_THAT(help, HasSubstr("Usage: certsweep " + command));
    EXPECT_EQ(Printed({"help", command}), help);
    EXPECT_EQ(Printed({command, "-h"}), help);
  }
}

TEST(CommandLineTest, HelpOfScanTellsDefaultsExitCodesAndExamples) {
  const std::string help = Printed({"help", "scan"});
  for (const char* part :
       {"--concurrency N", "(default 500)", "estate.db", "Exit codes: 0", "Examples:", "--rate-per-network"}) {
    EXPECT_THAT(help, HasSubstr(part));
  }
}

TEST(CommandLineTest, HelpFitsTheScreen) {
  for (const std::string command : {"", "scan", "verify", "key", "csr", "pem", "config", "lab"}) {
    const std::string help =
        Printed(command.empty() ? std::vector<std::string>{"help"} : std::vector{std::string("help"), command});
    for (size_t start = 0; start < help.size();) {
      const size_t end = help.find('\n', start);
      EXPECT_LE(end - start, 100u) << help.substr(start, end - start);
      start = end + 1;
    }
  }
}

TEST(CommandLineTest, TellsWhatWasGiven) {
  const Invocation invocation =
      ParseCommandLine({"scan", "a.example", "--trust", "one.pem", "-p", "1", "--trust=two.pem", "-4", "-p", "2"});
  const std::vector<GivenOption> expected = {{"TARGET", "Options", "a.example"}, {"--port", "Targets", "1"},
                                             {"--port", "Targets", "2"},         {"-4", "Targets", "true"},
                                             {"--trust", "Judging", "one.pem"},  {"--trust", "Judging", "two.pem"}};
  EXPECT_EQ(std::get<ScanArguments>(invocation).given, expected);
}

TEST(CommandLineTest, SaysWhatIsWrongInOneLine) {
  EXPECT_THAT(Bad({}), StartsWith("no command given"));
  EXPECT_THAT(Bad({"sweep"}), StartsWith("no such command: \"sweep\""));
  EXPECT_THAT(Bad({"help", "sweep"}), StartsWith("no such command: \"sweep\""));
  EXPECT_THAT(Bad({"--loud"}), StartsWith("no such option: \"--loud\""));
  EXPECT_THAT(Bad({"lab", "host"}), StartsWith("unexpected argument: \"host\""));
  EXPECT_THAT(Bad({"scan", "host", "--loud"}), StartsWith("no such option: \"--loud\""));
  EXPECT_THAT(Bad({"scan", "host", "--port"}), StartsWith("--port: needs a value"));
}

TEST(CommandLineTest, TextFromTheUserIsFitForATerminal) {
  EXPECT_THAT(Bad({"a\x1b[2Jb"}), Not(HasSubstr("\x1b")));
  EXPECT_THAT(Bad({"scan", "h", "--\x1b[2J"}), Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace certsweep::cli
