#include "cli/diff_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/command_line.h"

namespace certsweep::cli {
namespace {

using ::testing::StartsWith;

Invocation Parse(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "diff");
  return ParseCommandLine(arguments);
}

DiffArguments Good(const std::vector<std::string>& arguments) {
  const Invocation invocation = Parse(arguments);
  if (const auto* error = std::get_if<UsageError>(&invocation)) ADD_FAILURE() << error->message;
  const auto* diff = std::get_if<DiffArguments>(&invocation);
  return diff != nullptr ? *diff : DiffArguments();
}

std::string Bad(const std::vector<std::string>& arguments) {
  const Invocation invocation = Parse(arguments);
  const auto* error = std::get_if<UsageError>(&invocation);
  return error != nullptr ? error->message : "no error";
}

TEST(DiffOptionsTest, TwoRuns) {
  const DiffArguments plain = Good({"previous", "latest"});
  EXPECT_TRUE(plain.before && plain.after);
  EXPECT_EQ(plain.format, OutputFormat::kTable);
  EXPECT_EQ(plain.record, "estate.db");
  EXPECT_EQ(plain.output, "-");
  const DiffArguments full = Good({"17", "2026-01-02", "-f", "csv", "-o", "out.csv", "--record", "r.db", "-q"});
  EXPECT_EQ(full.format, OutputFormat::kCsv);
  EXPECT_EQ(full.output, "out.csv");
  EXPECT_EQ(full.record, "r.db");
  EXPECT_TRUE(full.quiet);
  EXPECT_TRUE(Good({"1", "2", "--all", "--color", "always"}).all);
}

TEST(DiffOptionsTest, SaysWhatIsWrong) {
  EXPECT_THAT(Bad({}), StartsWith("name two runs"));
  EXPECT_THAT(Bad({"latest"}), StartsWith("name two runs"));
  EXPECT_THAT(Bad({"1", "2", "3"}), StartsWith("name two runs"));
  EXPECT_THAT(Bad({"1", "yesterday"}), StartsWith("\"yesterday\" names no run"));
  EXPECT_THAT(Bad({"1", ""}), StartsWith("RUN: is empty"));
  EXPECT_THAT(Bad({"1", "2", "-f", "html"}), StartsWith("--format: \"html\""));
  EXPECT_THAT(Bad({"1", "2", "-f", "csv", "--all"}), StartsWith("--all is for table only"));
  EXPECT_THAT(Bad({"1", "2", "-f", "jsonl", "--color", "auto"}), StartsWith("--color is for table only"));
}

}  // namespace
}  // namespace certsweep::cli
