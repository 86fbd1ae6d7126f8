#include "cli/pem_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/command_line.h"

namespace certsweep::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::StartsWith;

Invocation Parse(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "pem");
  return ParseCommandLine(arguments);
}

std::string Bad(const std::vector<std::string>& arguments) {
  const Invocation invocation = Parse(arguments);
  const auto* error = std::get_if<UsageError>(&invocation);
  return error != nullptr ? error->message : "no error";
}

TEST(PemOptionsTest, TakesEveryOption) {
  const Invocation invocation = Parse({"--key", "k.pem", "--cert", "c.crt", "--chain", "a.crt", "--chain", "b.p7b",
                                       "--with-root", "-o", "server.pem", "--force"});
  const auto* arguments = std::get_if<PemArguments>(&invocation);
  ASSERT_NE(arguments, nullptr);
  EXPECT_EQ(arguments->key, "k.pem");
  EXPECT_THAT(arguments->certificates, ElementsAre("c.crt", "a.crt", "b.p7b"));
  EXPECT_TRUE(arguments->with_root);
  EXPECT_TRUE(arguments->force);
  EXPECT_EQ(arguments->output, "server.pem");
}

TEST(PemOptionsTest, SaysWhatIsWrong) {
  EXPECT_THAT(Bad({"--cert", "c.crt", "-o", "s.pem"}), StartsWith("no key given: --key FILE"));
  EXPECT_THAT(Bad({"--key", "k.pem", "-o", "s.pem"}), StartsWith("no certificate given: --cert FILE"));
  EXPECT_THAT(Bad({"--key", "k.pem", "--cert", "c.crt"}), StartsWith("no file given: -o FILE"));
  EXPECT_THAT(Bad({"--key", "k.pem", "--cert", "c.crt", "-o", "-"}), StartsWith("-o: a private key is not written"));
  EXPECT_THAT(Bad({"--key", "k.pem", "--cert", "", "-o", "s.pem"}), StartsWith("--cert: is empty"));
  for (const char* input : {"k.pem", "c.crt"}) {
    EXPECT_THAT(Bad({"--key", "k.pem", "--cert", "c.crt", "-o", input}), StartsWith("--output: is an input as well"));
  }
}

}  // namespace
}  // namespace certsweep::cli
