#include "cli/lab_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/command_line.h"

namespace certsweep::cli {
namespace {

using ::testing::HasSubstr;

Invocation Parse(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "lab");
  return ParseCommandLine(arguments);
}

TEST(LabOptionsTest, HasDefaults) {
  const Invocation invocation = Parse({});
  const auto& arguments = std::get<LabArguments>(invocation);
  EXPECT_EQ(arguments.lab.endpoints, 1000);
  EXPECT_EQ(arguments.lab.port, 4343);
  EXPECT_EQ(arguments.lab.first_address.ToString(), "127.20.0.1");
  EXPECT_GE(arguments.lab.threads, 1);
  EXPECT_TRUE(arguments.lab.mix.empty());
  EXPECT_EQ(arguments.inventory, "");
  EXPECT_EQ(arguments.trust, "");
}

TEST(LabOptionsTest, ReadsEachOption) {
  const Invocation invocation =
      Parse({"--endpoints", "20", "--mix", "good-rsa=0.9,silent=0.1", "--inventory", "l.csv", "--trust-out", "r.pem",
             "--port", "0", "--address", "127.1.2.3", "--threads", "2", "--seed", "7"});
  const auto& arguments = std::get<LabArguments>(invocation);
  EXPECT_EQ(arguments.lab.endpoints, 20);
  ASSERT_EQ(arguments.lab.mix.size(), 2u);
  EXPECT_EQ(arguments.lab.mix[0].first, lab::LabKind::kGoodRsa);
  EXPECT_EQ(arguments.inventory, "l.csv");
  EXPECT_EQ(arguments.trust, "r.pem");
  EXPECT_EQ(arguments.lab.port, 0);
  EXPECT_EQ(arguments.lab.first_address.ToString(), "127.1.2.3");
  EXPECT_EQ(arguments.lab.threads, 2);
  EXPECT_EQ(arguments.lab.seed, 7u);
}

TEST(LabOptionsTest, AppliancesTakeWhatIsSaidOfAll) {
  EXPECT_EQ(std::get<LabArguments>(Parse({})).estate.appliances, 0);
  const Invocation some = Parse({"--appliances", "3"});
  EXPECT_EQ(std::get<LabArguments>(some).estate.appliances, 3);
  EXPECT_EQ(std::get<LabArguments>(some).estate.folder, "lab-appliances");
  EXPECT_EQ(std::get<LabArguments>(some).estate.https_port, 4343);
  EXPECT_EQ(std::get<LabArguments>(some).estate.ssh_port, 2222);
  const Invocation invocation = Parse({"--appliances", "8", "--folder", "d", "--port", "0", "--ssh-port", "22022",
                                       "--address", "127.1.2.3", "--inventory", "l.csv"});
  const auto& arguments = std::get<LabArguments>(invocation);
  EXPECT_EQ(arguments.estate.folder, "d");
  EXPECT_EQ(arguments.estate.https_port, 0);
  EXPECT_EQ(arguments.estate.ssh_port, 22022);
  EXPECT_EQ(arguments.estate.first_address.ToString(), "127.1.2.3");
  EXPECT_EQ(arguments.inventory, "l.csv");
}

TEST(LabOptionsTest, SimulatedEndpointsAndAppliancesAreKeptApart) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{"--appliances", "3", "--endpoints", "5"}, "are not for --appliances"},
      {{"--appliances", "3", "--mix", "silent=1"}, "are not for --appliances"},
      {{"--folder", "d"}, "are for --appliances"},
      {{"--ssh-port", "1"}, "are for --appliances"},
  };
  for (const auto& [arguments, complaint] : cases) {
    const Invocation invocation = Parse(arguments);
    const auto* error = std::get_if<UsageError>(&invocation);
    ASSERT_NE(error, nullptr) << arguments[0];
    EXPECT_THAT(error->message, HasSubstr(complaint));
  }
}

TEST(LabOptionsTest, BadValuesAreNamed) {
  const std::vector<std::vector<std::string>> cases = {
      {"--endpoints", "0"},  {"--mix", "good=1"},       {"--mix", "silent=x"}, {"--port", "65536"},
      {"--threads", "0"},    {"--address", "10.0.0.1"}, {"--address", "::1"},  {"--inventory", ""},
      {"--appliances", "0"}, {"--appliances", "201"},   {"--folder", ""},      {"--ssh-port", "x"},
  };
  for (const std::vector<std::string>& arguments : cases) {
    const Invocation invocation = Parse(arguments);
    const auto* error = std::get_if<UsageError>(&invocation);
    ASSERT_NE(error, nullptr) << arguments[0];
    EXPECT_THAT(error->message, HasSubstr(arguments[0] + ": "));
    EXPECT_THAT(error->message, HasSubstr("(see certsweep lab --help)"));
  }
}

}  // namespace
}  // namespace certsweep::cli
