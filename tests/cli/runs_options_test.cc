#include "cli/runs_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/command_line.h"

namespace certsweep::cli {
namespace {

using ::testing::StartsWith;

constexpr int64_t kNow = 1767323045;
constexpr int64_t kDay = 86400;

Invocation Parse(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "runs");
  return ParseCommandLine(arguments);
}

RunsArguments Good(const std::vector<std::string>& arguments) {
  const Invocation invocation = Parse(arguments);
  if (const auto* error = std::get_if<UsageError>(&invocation)) ADD_FAILURE() << error->message;
  const auto* runs = std::get_if<RunsArguments>(&invocation);
  return runs != nullptr ? *runs : RunsArguments();
}

std::string Bad(const std::vector<std::string>& arguments) {
  const Invocation invocation = Parse(arguments);
  const auto* error = std::get_if<UsageError>(&invocation);
  return error != nullptr ? error->message : "no error";
}

TEST(RunsOptionsTest, AList) {
  EXPECT_EQ(Good({}).action, RunsAction::kList);
  EXPECT_EQ(Good({}).record, "estate.db");
  const RunsArguments some = Good({"-n", "10", "-f", "jsonl", "--record", "r.db"});
  EXPECT_EQ(some.number, 10);
  EXPECT_EQ(some.format, RunsFormat::kJsonl);
  EXPECT_EQ(some.record, "r.db");
}

TEST(RunsOptionsTest, Pruning) {
  const RunsArguments both = Good({"prune", "--keep", "365", "--older-than", "400d", "--dry-run", "--yes", "--vacuum"});
  EXPECT_EQ(both.action, RunsAction::kPrune);
  EXPECT_EQ(both.keep, 365);
  ASSERT_TRUE(both.older_than);
  EXPECT_EQ(both.older_than->BeganBefore(kNow), kNow - 400 * kDay);
  EXPECT_TRUE(both.dry_run && both.yes && both.vacuum);
  EXPECT_EQ(Good({"prune", "--older-than", "2w"}).older_than->BeganBefore(kNow), kNow - 14 * kDay);
  EXPECT_EQ(Good({"prune", "--older-than", "2026-01-02"}).older_than->BeganBefore(0), 1767312000);
  EXPECT_TRUE(Good({"prune", "--vacuum"}).vacuum);
}

TEST(RunsOptionsTest, SaysWhatIsWrong) {
  EXPECT_THAT(Bad({"prnue"}), StartsWith("runs: \"prnue\" is not prune"));
  EXPECT_THAT(Bad({"prune", "1"}), StartsWith("one thing to do"));
  EXPECT_THAT(Bad({"prune"}), StartsWith("prune what?"));
  EXPECT_THAT(Bad({"prune", "--dry-run"}), StartsWith("prune what?"));
  EXPECT_THAT(Bad({"--keep", "3"}), StartsWith("--keep, --older-than"));
  EXPECT_THAT(Bad({"--yes"}), StartsWith("--keep, --older-than"));
  EXPECT_THAT(Bad({"prune", "--keep", "3", "-n", "2"}), StartsWith("-n and --format"));
  EXPECT_THAT(Bad({"prune", "--keep", "0"}), StartsWith("--keep: \"0\""));
  for (const char* age : {"", "d", "400", "-1d", "0d", "1.5d", "400days", "99999999d", "soon"}) {
    EXPECT_THAT(Bad({"prune", "--older-than", age}), StartsWith("--older-than: \"")) << age;
  }
  EXPECT_THAT(Bad({"-n", "0"}), StartsWith("-n: \"0\""));
}

}  // namespace
}  // namespace certsweep::cli
