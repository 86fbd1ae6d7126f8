#include "cli/config_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/command_line.h"

namespace certsweep::cli {
namespace {

using ::testing::StartsWith;

Invocation Parse(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "config");
  return ParseCommandLine(arguments);
}

ConfigArguments Good(const std::vector<std::string>& arguments) {
  const Invocation invocation = Parse(arguments);
  if (const auto* error = std::get_if<UsageError>(&invocation)) ADD_FAILURE() << error->message;
  const auto* config = std::get_if<ConfigArguments>(&invocation);
  return config != nullptr ? *config : ConfigArguments();
}

std::string Bad(const std::vector<std::string>& arguments) {
  const Invocation invocation = Parse(arguments);
  const auto* error = std::get_if<UsageError>(&invocation);
  return error != nullptr ? error->message : "no error";
}

TEST(ConfigOptionsTest, CheckTakesAFileInEitherWayOrNone) {
  EXPECT_EQ(Good({"check"}).action, ConfigAction::kCheck);
  EXPECT_EQ(Good({"check"}).file, "");
  EXPECT_EQ(Good({"check"}).format, ConfigFormat::kTable);
  EXPECT_EQ(Good({"check", "c.toml"}).file, "c.toml");
  EXPECT_EQ(Good({"check", "--config", "c.toml"}).file, "c.toml");
  EXPECT_EQ(Good({"--config=c.toml", "check"}).file, "c.toml");
  EXPECT_EQ(Good({"check", "c.toml", "-f", "jsonl"}).format, ConfigFormat::kJsonl);
}

TEST(ConfigOptionsTest, DefaultTakesNothing) {
  EXPECT_EQ(Good({"default"}).action, ConfigAction::kDefault);
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"default", "c.toml"}, {"default", "--config", "c.toml"}, {"default", "-f", "jsonl"}}) {
    EXPECT_THAT(Bad(arguments), StartsWith("default takes neither a file nor options"));
  }
}

TEST(ConfigOptionsTest, SaysWhatIsWrongAndWhereToLook) {
  EXPECT_EQ(Bad({}), "nothing to do: name check or default (see certsweep config --help)");
  EXPECT_THAT(Bad({"chek"}), StartsWith("config: \"chek\" is not check or default"));
  EXPECT_THAT(Bad({"check", "a", "b"}), StartsWith("check takes one file"));
  EXPECT_THAT(Bad({"check", "a", "--config", "b"}), StartsWith("check takes one file"));
  EXPECT_THAT(Bad({"check", ""}), StartsWith("FILE: is empty"));
  EXPECT_THAT(Bad({"check", "--config", ""}), StartsWith("--config: is empty"));
  EXPECT_THAT(Bad({"check", "-f", "csv"}), StartsWith("--format: \"csv\""));
}

}  // namespace
}  // namespace certsweep::cli
