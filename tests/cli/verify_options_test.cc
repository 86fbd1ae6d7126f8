#include "cli/verify_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/command_line.h"

namespace certsweep::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

Invocation Parse(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "verify");
  return ParseCommandLine(arguments);
}

VerifyArguments Good(const std::vector<std::string>& arguments) {
  const Invocation invocation = Parse(arguments);
  if (const auto* error = std::get_if<UsageError>(&invocation)) ADD_FAILURE() << error->message;
  const auto* verify = std::get_if<VerifyArguments>(&invocation);
  return verify != nullptr ? *verify : VerifyArguments();
}

std::string Bad(const std::vector<std::string>& arguments) {
  const Invocation invocation = Parse(arguments);
  const auto* error = std::get_if<UsageError>(&invocation);
  return error != nullptr ? error->message : "no error";
}

std::vector<std::string> Names(const VerifyArguments& arguments) {
  std::vector<std::string> names;
  for (const pki::ReferenceIdentity& name : arguments.names) names.push_back(name.ToString());
  return names;
}

TEST(VerifyOptionsTest, HasTheDefaultsThatArePromised) {
  const VerifyArguments arguments = Good({"server.pem"});
  EXPECT_THAT(arguments.paths, ElementsAre("server.pem"));
  EXPECT_THAT(arguments.trust, IsEmpty());
  EXPECT_THAT(arguments.intermediates, IsEmpty());
  EXPECT_THAT(arguments.crls, IsEmpty());
  EXPECT_THAT(arguments.names, IsEmpty());
  EXPECT_EQ(arguments.rules, pki::Rules::kWebPki);
  EXPECT_EQ(arguments.policy.min_days_left, 30);
  EXPECT_FALSE(arguments.min_days_left_given);
  EXPECT_EQ(arguments.config, "");
  EXPECT_EQ(arguments.time, std::nullopt);
  EXPECT_EQ(arguments.format, VerifyFormat::kTable);
  EXPECT_FALSE(arguments.include_pem);
  EXPECT_FALSE(arguments.batch);
  EXPECT_GE(arguments.threads, 1);
  EXPECT_EQ(arguments.color, When::kAuto);
}

TEST(VerifyOptionsTest, TakesEveryOption) {
  const VerifyArguments arguments =
      Good({"a.pem",   "--name",        "A.example.",      "--name",   "10.0.0.1",        "--trust", "system",
            "--trust", "root.pem",      "--crl",           "a.crl",    "--crl",           "b.crl",   "--rules",
            "rfc5280", "--time",        "2026-01-02",      "--format", "jsonl",           "--color", "never",
            "b",       "--include-pem", "--min-days-left", "90",       "--intermediates", "ca.pem"});
  EXPECT_THAT(arguments.paths, ElementsAre("a.pem", "b"));
  EXPECT_THAT(Names(arguments), ElementsAre("a.example", "10.0.0.1"));
  EXPECT_THAT(arguments.trust, ElementsAre("system", "root.pem"));
  EXPECT_THAT(arguments.intermediates, ElementsAre("ca.pem"));
  EXPECT_THAT(arguments.crls, ElementsAre("a.crl", "b.crl"));
  EXPECT_EQ(arguments.rules, pki::Rules::kRfc5280);
  EXPECT_EQ(arguments.time, 1767312000);
  EXPECT_EQ(arguments.format, VerifyFormat::kJsonl);
  EXPECT_EQ(arguments.color, When::kNever);
  EXPECT_EQ(arguments.policy.min_days_left, 90);
  EXPECT_TRUE(arguments.min_days_left_given);
  EXPECT_EQ(Good({"a.pem", "--config", "c.toml"}).config, "c.toml");
  EXPECT_EQ(Good({"--batch", "--config", "c.toml"}).config, "c.toml");
  EXPECT_TRUE(arguments.include_pem);
  EXPECT_EQ(Good({"a", "--rules", "private"}).rules, pki::Rules::kPrivate);
  EXPECT_EQ(Good({"--batch", "--threads", "7"}).threads, 7);
}

TEST(VerifyOptionsTest, TakesStandardInputOnce) {
  EXPECT_THAT(Good({"-"}).paths, ElementsAre("-"));
  EXPECT_THAT(Good({"a", "-"}).paths, ElementsAre("a", "-"));
  EXPECT_THAT(Bad({"-", "a", "-"}), StartsWith("- was given twice"));
}

TEST(VerifyOptionsTest, SaysWhatIsWrongAndWhereHelpIs) {
  EXPECT_EQ(Bad({}), "no file given: name a certificate, or a folder of them (see certsweep verify --help)");
  EXPECT_THAT(Bad({"a", "--name", "*.example"}), StartsWith("--name: bad name \"*.example\": a wildcard"));
  EXPECT_THAT(Bad({"a", "--name", ""}), StartsWith("--name: bad name \"\": it is empty"));
  EXPECT_THAT(Bad({"a", "--rules", "strict"}), StartsWith("--rules: \"strict\" is not rfc5280, webpki or private"));
  EXPECT_THAT(Bad({"a", "--time", "noon"}), HasSubstr("\"noon\" is not a time such as"));
  EXPECT_THAT(Bad({"a", "--min-days-left", "-1"}), HasSubstr("--min-days-left"));
  EXPECT_THAT(Bad({"a", "--threads", "0"}), HasSubstr("--threads"));
  EXPECT_THAT(Bad({"a", "--format", "csv"}), HasSubstr("--format: \"csv\" is not table or jsonl"));
  EXPECT_THAT(Bad({"a", "--color", "red"}), HasSubstr("--color"));
  EXPECT_THAT(Bad({"a", "--loud"}), StartsWith("no such option: \"--loud\""));
}

TEST(VerifyOptionsTest, AnEmptyPathIsNone) {
  EXPECT_THAT(Bad({""}), StartsWith("FILE: is empty"));
  for (const std::string option : {"--trust", "--intermediates", "--crl"}) {
    EXPECT_THAT(Bad({"a", option, ""}), StartsWith(option + ": is empty"));
  }
}

TEST(VerifyOptionsTest, ABatchBringsItsOwnOfEverything) {
  EXPECT_TRUE(Good({"--batch"}).batch);
  EXPECT_EQ(Good({"--batch", "--rules", "private", "--time", "2026-01-02"}).time, 1767312000);
  for (const std::vector<std::string>& more : std::vector<std::vector<std::string>>{
           {"a.pem"}, {"--name", "a"}, {"--trust", "a"}, {"--intermediates", "a"}, {"--crl", "a"}}) {
    std::vector<std::string> arguments = {"--batch"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    EXPECT_THAT(Bad(arguments), StartsWith("--batch: each case brings its own files, names and anchors"));
  }
}

}  // namespace
}  // namespace certsweep::cli
