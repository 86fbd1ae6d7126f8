#include "cli/csr_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/command_line.h"

namespace certsweep::cli {
namespace {

using ::testing::StartsWith;

Invocation Parse(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "csr");
  return ParseCommandLine(arguments);
}

CsrArguments Good(const std::vector<std::string>& arguments) {
  const Invocation invocation = Parse(arguments);
  if (const auto* error = std::get_if<UsageError>(&invocation)) ADD_FAILURE() << error->message;
  const auto* csr = std::get_if<CsrArguments>(&invocation);
  return csr != nullptr ? *csr : CsrArguments();
}

std::string Bad(const std::vector<std::string>& arguments) {
  const Invocation invocation = Parse(arguments);
  const auto* error = std::get_if<UsageError>(&invocation);
  return error != nullptr ? error->message : "no error";
}

TEST(CsrOptionsTest, TakesEveryOption) {
  const CsrArguments arguments = Good({"--template", "sps.cnf", "--key", "k.pem", "--name", "A.example", "--ip",
                                       "10.0.0.7", "--name", "b", "--ip", "[2001:db8::7]", "-o", "r.csr", "--force"});
  EXPECT_EQ(arguments.template_file, "sps.cnf");
  EXPECT_EQ(arguments.key, "k.pem");
  ASSERT_EQ(arguments.names.size(), 2u);
  EXPECT_EQ(arguments.names[0].ToString(), "a.example");
  ASSERT_EQ(arguments.addresses.size(), 2u);
  EXPECT_EQ(arguments.addresses[1].ToString(), "2001:db8::7");
  EXPECT_EQ(arguments.output, "r.csr");
  EXPECT_TRUE(arguments.force);
}

TEST(CsrOptionsTest, HasTheDefaultsThatArePromised) {
  const CsrArguments arguments = Good({"--key", "k.pem", "--name", "a"});
  EXPECT_EQ(arguments.template_file, "");
  EXPECT_EQ(arguments.output, "-");
  EXPECT_FALSE(arguments.force);
  Good({"--key", "k.pem", "--template", "sps.cnf"});
}

TEST(CsrOptionsTest, SaysWhatIsWrong) {
  EXPECT_THAT(Bad({"--name", "a"}), StartsWith("no key given: --key FILE"));
  EXPECT_THAT(Bad({"--key", "k.pem"}), StartsWith("nothing to ask for: --name and --ip"));
  EXPECT_THAT(Bad({"--key", "k.pem", "--name", "a b"}), StartsWith("--name: bad name \"a b\""));
  EXPECT_THAT(Bad({"--key", "k.pem", "--name", "*.example"}), StartsWith("--name: bad name"));
  EXPECT_THAT(Bad({"--key", "k.pem", "--ip", "a.example"}), StartsWith("--ip: \"a.example\" is no address"));
  EXPECT_THAT(Bad({"--key", "k.pem", "--name", "a", "-o", "k.pem"}), StartsWith("--output: is an input as well"));
}

}  // namespace
}  // namespace certsweep::cli
