#include "cli/show_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/command_line.h"

namespace certsweep::cli {
namespace {

using ::testing::StartsWith;

Invocation Parse(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "show");
  return ParseCommandLine(arguments);
}

ShowArguments Good(const std::vector<std::string>& arguments) {
  const Invocation invocation = Parse(arguments);
  if (const auto* error = std::get_if<UsageError>(&invocation)) ADD_FAILURE() << error->message;
  const auto* show = std::get_if<ShowArguments>(&invocation);
  return show != nullptr ? *show : ShowArguments();
}

std::string Bad(const std::vector<std::string>& arguments) {
  const Invocation invocation = Parse(arguments);
  const auto* error = std::get_if<UsageError>(&invocation);
  return error != nullptr ? error->message : "no error";
}

TEST(ShowOptionsTest, AHostOrAnAddress) {
  const ShowArguments host = Good({"SPS-0007.corp.example"});
  EXPECT_EQ(host.question.host, "sps-0007.corp.example");
  EXPECT_EQ(host.question.address, "");
  EXPECT_FALSE(host.question.port);
  const ShowArguments with_port = Good({"a.example:4343", "-f", "jsonl", "--pem"});
  EXPECT_EQ(with_port.question.port, 4343);
  EXPECT_EQ(with_port.format, ShowFormat::kJsonl);
  EXPECT_TRUE(with_port.pem);
  EXPECT_EQ(Good({"10.1.0.7:4343"}).question.address, "10.1.0.7");
  EXPECT_EQ(Good({"[2001:DB8::1]:443"}).question.address, "2001:db8::1");
}

TEST(ShowOptionsTest, SaysWhatIsWrong) {
  EXPECT_THAT(Bad({}), StartsWith("name one host or address"));
  EXPECT_THAT(Bad({"a", "b"}), StartsWith("name one host or address"));
  EXPECT_THAT(Bad({""}), StartsWith("HOST: "));
  EXPECT_THAT(Bad({"10.0.0.300"}), StartsWith("HOST: "));
  EXPECT_THAT(Bad({"a", "-f", "csv"}), StartsWith("--format: \"csv\""));
}

}  // namespace
}  // namespace certsweep::cli
