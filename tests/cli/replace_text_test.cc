#include "cli/replace_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace certsweep::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

replacer::JobPlan PlanOf(const std::string& host) {
  replacer::JobPlan plan;
  plan.endpoints = {{host, "10.0.0.7", 4343}};
  plan.identities = {host};
  plan.ssh_host = host;
  plan.ssh_user = "root";
  plan.pem_path = "/etc/server.pem";
  plan.restart_command = "service lighttpd restart";
  plan.issuer = "corp";
  plan.key_type = "rsa:2048";
  plan.codes = "self_signed";
  return plan;
}

estate::JobRow RowOf(const std::string& detail) {
  estate::JobRow row;
  row.id = 3;
  row.job.host = "a.corp";
  row.job.port = 4343;
  row.job.endpoints = {"a.corp:4343"};
  row.job.pem_path = "/etc/server.pem";
  row.progress.state = "failed";
  row.progress.detail = detail;
  row.progress.time = 1767323045;
  return row;
}

TEST(ReplaceTextTest, PlansSayWhatWouldBeDoneAndWhatCanNot) {
  replacer::JobPlan bad = PlanOf("b.corp");
  bad.problems = {"no issuer"};
  bad.warnings = {"something"};
  EXPECT_THAT(PlansText({PlanOf("a.corp"), bad}),
              AllOf(HasSubstr("a.corp:4343  self_signed\n"), HasSubstr("root@a.corp:22 /etc/server.pem"),
                    HasSubstr("CAN'T   no issuer"), HasSubstr("note    something"),
                    HasSubstr("2 jobs: 1 can be done, 1 can not\n")));
  EXPECT_EQ(PlansText({}), "Nothing is to be replaced.\n");
  EXPECT_THAT(PlansJsonl({bad}), AllOf(HasSubstr("\"can_be_done\":false"), HasSubstr("\"problems\":[\"no issuer\"]")));
}

TEST(ReplaceTextTest, JobsAsTheContractHasThem) {
  EXPECT_EQ(
      JobsJsonl({RowOf("no \"space\"")}),
      "{\"job\":3,\"host\":\"a.corp\",\"port\":4343,\"endpoints\":[\"a.corp:4343\"],\"pem_path\":\"/etc/server.pem\","
      "\"state\":\"failed\",\"detail\":\"no \\\"space\\\"\",\"time\":\"2026-01-02T03:04:05Z\"}\n");
  EXPECT_THAT(JobsText({RowOf("why")}), HasSubstr("job 3  a.corp:4343  failed  2026-01-02T03:04:05Z\n    why\n"));
  EXPECT_EQ(JobsText({}), "There are no jobs.\n");
}

TEST(ReplaceTextTest, NoEscapeSequencePasses) {
  EXPECT_THAT(JobsText({RowOf("\x1b[31mred")}), Not(HasSubstr("\x1b")));
  EXPECT_THAT(JobsJsonl({RowOf("\x1b[31mred")}), Not(HasSubstr("\x1b")));
}

TEST(ReplaceTextTest, TheSummaryAddsUpAndSaysWhatNext) {
  replacer::ReplacementSummary summary;
  for (const auto state : {replacer::JobState::kVerified, replacer::JobState::kFailed, replacer::JobState::kPending,
                           replacer::JobState::kQueued}) {
    summary.Count(state);
  }
  summary.stopped = "a canary was not verified";
  EXPECT_EQ(SummaryText(summary),
            "4 jobs: 1 verified, 1 failed, 1 pending, 1 skipped\nThe rollout stopped: a canary was not verified.\n"
            "What has not ended goes on with: certsweep replace resume\n");
}

}  // namespace
}  // namespace certsweep::cli
