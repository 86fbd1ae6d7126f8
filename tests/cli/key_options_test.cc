#include "cli/key_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/command_line.h"

namespace certsweep::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

Invocation Parse(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "key");
  return ParseCommandLine(arguments);
}

KeyArguments Good(const std::vector<std::string>& arguments) {
  const Invocation invocation = Parse(arguments);
  if (const auto* error = std::get_if<UsageError>(&invocation)) ADD_FAILURE() << error->message;
  const auto* key = std::get_if<KeyArguments>(&invocation);
  return key != nullptr ? *key : KeyArguments();
}

std::string Bad(const std::vector<std::string>& arguments) {
  const Invocation invocation = Parse(arguments);
  const auto* error = std::get_if<UsageError>(&invocation);
  return error != nullptr ? error->message : "no error";
}

TEST(KeyOptionsTest, TakesEveryOption) {
  EXPECT_EQ(Good({"-o", "k.pem"}).type, x509::NewKeyType::kRsa2048);
  const KeyArguments arguments = Good({"--output", "k.pem", "--type", "ec:P-384"});
  EXPECT_EQ(arguments.output, "k.pem");
  EXPECT_EQ(arguments.type, x509::NewKeyType::kP384);
}

TEST(KeyOptionsTest, SaysWhatIsWrong) {
  EXPECT_THAT(Bad({}), StartsWith("no file given: -o FILE"));
  EXPECT_THAT(Bad({"-o", "-"}), StartsWith("-o: a private key is not written to standard output"));
  EXPECT_THAT(Bad({"-o", "k.pem", "--type", "rsa:1024"}), StartsWith("--type: key type \"rsa:1024\" is too weak"));
  EXPECT_THAT(Bad({"-o", "k.pem", "--force"}), HasSubstr("no such option: \"--force\""));
}

}  // namespace
}  // namespace certsweep::cli
