#include "replacer/execute/job_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <thread>
#include <vector>

#include "tests/replacer/execute/job_world.h"

namespace certsweep::replacer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(JobQueueTest, OnlyIssuersThatAreAskedYetAreNamed) {
  JobWorld world(3);
  world.plans[1].issuer = "other";
  ASSERT_TRUE(AddJobs(world.plans, "", world.journal(), world.clock).ok());
  EXPECT_THAT(*IssuersOf({1, 2, 3}, world.journal()), ElementsAre("corp", "other"));
  EXPECT_TRUE(absl::IsNotFound(IssuersOf({9}, world.journal()).status()));
}

TEST(JobQueueTest, UsersAreThoseOfPlansAndOfTheOpenJobsInTheirPlace) {
  JobWorld world(2);
  ASSERT_TRUE(AddJobs(world.plans, "", world.journal(), world.clock).ok());
  EXPECT_THAT(*UsersOf(std::vector<int64_t>{1, 2}, world.journal()), ElementsAre("root"));
  EXPECT_TRUE(absl::IsNotFound(UsersOf(std::vector<int64_t>{9}, world.journal()).status()));
  world.plans[0].ssh_user = "admin";
  EXPECT_THAT(*UsersOf(std::vector{world.plans[0]}, world.journal()), ElementsAre("admin", "root"));
}

TEST(JobQueueTest, AJobThatCannotBeReadKeepsNoOtherFromItsUserAndIssuer) {
  JobWorld world(1);
  ASSERT_TRUE(AddJobs(world.plans, "", world.journal(), world.clock).ok());
  estate::NewJob broken;
  broken.location = "elsewhere";
  broken.plan_json = "?";
  ASSERT_TRUE(world.journal().Add(broken, "queued").ok());
  EXPECT_THAT(*UsersOf(std::vector<int64_t>{1, 2}, world.journal()), ElementsAre("root"));
  EXPECT_THAT(*IssuersOf({1, 2}, world.journal()), ElementsAre("corp"));
}

TEST(JobQueueTest, ASecondRunTakesTheJobsThatAreThere) {
  JobWorld world(2);
  EXPECT_THAT(*AddJobs(world.plans, "", world.journal(), world.clock), ElementsAre(1, 2));
  EXPECT_THAT(*AddJobs(world.plans, "", world.journal(), world.clock), ElementsAre(1, 2));
  world.Resume();
  EXPECT_THAT(*AddJobs(world.plans, "", world.journal(), world.clock), ElementsAre(3, 4));
}

TEST(JobQueueTest, WhatHasBegunIsEndedAsItWasBegun) {
  JobWorld world(1);
  world.answer = [](const CertificateOrder&) -> absl::StatusOr<IssuerAnswer> {
    return Pending{"42", "wait", std::nullopt};
  };
  world.Run();
  world.plan.restart_command = "another";
  EXPECT_THAT(*AddJobs(world.plans, "CHG2", world.journal(), world.clock), ElementsAre(1));
  EXPECT_EQ((*world.journal().Find(1))->job.change_id, "CHG1");
  EXPECT_THAT((*world.journal().Find(1))->job.plan_json, HasSubstr("service lighttpd restart"));
}

TEST(JobQueueTest, AJobIsKnownByTheFileThatItsPathLeadsTo) {
  JobWorld world(1);
  world.plan.pem_path = "/etc/link.pem";
  world.appliance().AddSymlink("/etc/link.pem", kPem);
  world.options.on_state = [&](const estate::JobRow&, JobState state, const std::string&) {
    if (state == JobState::kPreflighted) world.stopping = true;
  };
  world.Run();
  EXPECT_EQ((*world.journal().Find(1))->job.location, "10.0.0.7:22:/etc/lighttpd/server.pem");
  EXPECT_EQ((*world.journal().Find(1))->job.pem_path, "/etc/link.pem");
  // By either path it is the job that is there.
  EXPECT_THAT(*AddJobs(world.plans, "", world.journal(), world.clock), ElementsAre(1));
  world.plan.pem_path = kPem;
  EXPECT_THAT(*AddJobs(world.plans, "", world.journal(), world.clock), ElementsAre(1));
  world.stopping = false;
  EXPECT_EQ(world.Resume(), "verified");
}

TEST(JobQueueTest, BegunJobsComeBeforeQueuedOnes) {
  JobWorld world(3);
  ASSERT_TRUE(AddJobs(world.plans, "", world.journal(), world.clock).ok());
  ASSERT_TRUE(*world.journal().Claim(3, "x", "x", 0, 1));
  estate::JobProgress progress;
  progress.state = "key";
  ASSERT_TRUE(world.journal().Write(3, "x", progress).ok());
  progress = {.state = "failed", .detail = "", .progress_json = "", .ended = true, .time = 0};
  ASSERT_TRUE(*world.journal().Claim(1, "x", "x", 0, 1));
  ASSERT_TRUE(world.journal().Write(1, "x", progress).ok());
  EXPECT_THAT(*OpenJobs(world.journal()), ElementsAre(3, 2));
}

TEST(JobQueueTest, RollsBackTheNewestOfEachFile) {
  JobWorld world(3);
  world.plans[1].endpoints.push_back({"console.corp.example", "10.0.0.8", 4343});
  world.options.rollout.canary = 0;
  world.Run();
  world.Run();
  EXPECT_THAT(world.States(), testing::Each("verified"));
  EXPECT_THAT(*JobsToRollBack({"sps03.corp.example", "sps01.corp.example"}, world.journal()), ElementsAre(4, 6));
  // By any endpoint that a job covers.
  EXPECT_THAT(*JobsToRollBack({"console.corp.example", "sps02.corp.example"}, world.journal()), ElementsAre(5));
}

TEST(JobQueueTest, AHostThatNothingWasDoneToIsNamed) {
  JobWorld world(2);
  world.command = [](const std::string&) -> absl::StatusOr<CommandResult> { return CommandResult{}; };
  world.Run();
  world.command = nullptr;
  const auto jobs = JobsToRollBack({"sps01.corp.example", "sps09.corp.example"}, world.journal());
  EXPECT_TRUE(absl::IsNotFound(jobs.status()));
  EXPECT_THAT(jobs.status().ToString(), HasSubstr("sps01.corp.example, sps09.corp.example: no job"));
  world.Resume();
  EXPECT_THAT(*JobsToRollBack({"sps02.corp.example"}, world.journal()), ElementsAre(2));
  EXPECT_TRUE(absl::IsNotFound(JobsToRollBack({"sps02.corp.example", "sps09.corp.example"}, world.journal()).status()));
}

TEST(JobQueueTest, TwoOperatorsAtOnceMakeOneJobAFile) {
  JobWorld world(20);
  std::vector<std::vector<int64_t>> jobs(2);
  {
    std::vector<std::jthread> operators;
    for (std::vector<int64_t>& mine : jobs) {
      operators.emplace_back([&] {
        auto journal = estate::OpenSqliteJobJournal(world.folder().Path("estate.db"));
        const auto added = AddJobs(world.plans, "", **journal, world.clock);
        EXPECT_TRUE(added.ok()) << added.status();
        mine = added.value_or(std::vector<int64_t>());
      });
    }
  }
  EXPECT_EQ(jobs[0].size(), 20u);
  EXPECT_EQ(jobs[0], jobs[1]);
  EXPECT_EQ(world.States().size(), 20u);
}

}  // namespace
}  // namespace certsweep::replacer
