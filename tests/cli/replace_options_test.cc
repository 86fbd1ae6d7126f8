#include "cli/replace_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <variant>

#include "cli/command_line.h"

namespace certsweep::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

ReplaceArguments Parsed(std::vector<std::string> words) {
  words.insert(words.begin(), "replace");
  const Invocation invocation = ParseCommandLine(words);
  const auto* arguments = std::get_if<ReplaceArguments>(&invocation);
  EXPECT_NE(arguments, nullptr);
  return arguments != nullptr ? *arguments : ReplaceArguments();
}

std::string Complaint(std::vector<std::string> words) {
  words.insert(words.begin(), "replace");
  const Invocation invocation = ParseCommandLine(words);
  const auto* error = std::get_if<UsageError>(&invocation);
  return error != nullptr ? error->message : "none";
}

TEST(ReplaceOptionsTest, TakesAnActionAndHosts) {
  const ReplaceArguments plan =
      Parsed({"plan", "--config", "c.toml", "SPS01.corp", "10.0.0.7", "--where", "site=leeds"});
  EXPECT_EQ(plan.action, ReplaceAction::kPlan);
  EXPECT_THAT(plan.hosts, ElementsAre("sps01.corp", "10.0.0.7"));
  EXPECT_EQ(plan.where.size(), 1u);
  EXPECT_EQ(plan.record, "estate.db");
  EXPECT_FALSE(plan.yes);
  const ReplaceArguments run = Parsed({"run", "--config", "c.toml", "--yes", "--expiring-within", "8w"});
  EXPECT_EQ(run.action, ReplaceAction::kRun);
  EXPECT_EQ(run.expiring_within_s, 8 * 7 * 86400);
  EXPECT_EQ(Parsed({"status", "-f", "jsonl"}).format, ReplaceFormat::kJsonl);
  EXPECT_EQ(Parsed({"resume", "--config", "c", "--yes"}).action, ReplaceAction::kResume);
  EXPECT_EQ(Parsed({"rollback", "--config", "c", "--yes", "a.corp"}).action, ReplaceAction::kRollback);
}

TEST(ReplaceOptionsTest, SaysWhatIsWrong) {
  EXPECT_THAT(Complaint({}), HasSubstr("replace what?"));
  EXPECT_THAT(Complaint({"plan"}), HasSubstr("--config FILE is needed"));
  EXPECT_THAT(Complaint({"pln", "--config", "c"}), HasSubstr("plan"));
  EXPECT_THAT(Complaint({"plan", "--config", "c", "a.corp:443"}), HasSubstr("without a port"));
  EXPECT_THAT(Complaint({"plan", "--config", "c", "--dry-run"}), HasSubstr("--dry-run is for run"));
  EXPECT_THAT(Complaint({"rollback", "--config", "c"}), HasSubstr("rollback of which HOST?"));
  EXPECT_THAT(Complaint({"resume", "--config", "c", "a.corp"}), HasSubstr("HOST is for"));
  EXPECT_THAT(Complaint({"resume", "--config", "c", "--where", "a=b"}), HasSubstr("are for plan and run"));
  EXPECT_THAT(Complaint({"run", "--config", "c", "--format", "jsonl"}), HasSubstr("--format is for"));
  EXPECT_THAT(Complaint({"plan", "--config", "c", "--expiring-within", "30"}), HasSubstr("is no age such as 30d"));
}

}  // namespace
}  // namespace certsweep::cli
