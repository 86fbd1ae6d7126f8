#include "replacer/execute/job_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/replacer/execute/job_world.h"
#include "tests/support/test_certificates.h"

namespace certsweep::replacer {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

int CallsOfASuccess() {
  JobWorld world;
  EXPECT_EQ(world.Run(), "verified");
  return world.appliance().call_count();
}

TEST(JobRunnerTest, GoesThroughEveryStateToItsEnd) {
  JobWorld world;
  EXPECT_EQ(world.Run(), "verified");
  EXPECT_THAT(world.History(), ElementsAre("queued", "key", "csr", "submitting", "issued", "bundled", "preflighted",
                                           "backed_up", "uploaded", "installed", "tested", "restarted", "verified"));
  EXPECT_FALSE(world.HasOldFile());
  EXPECT_TRUE(world.HasWholeFile());
  EXPECT_EQ(world.served(), world.appliance().Content(kPem));
  const auto file = world.appliance().File(kPem);
  EXPECT_EQ(file->mode, 0640u & ~07u);
  EXPECT_EQ(file->uid, 7u);
  EXPECT_EQ(file->gid, 8u);
  // The file, its backup, and nothing else.
  EXPECT_THAT(world.appliance().Paths(), ElementsAre(kPem, StartsWith("/etc/lighttpd/server.pem.2026")));
  EXPECT_EQ(world.submissions, 1);
}

TEST(JobRunnerTest, WhateverCallFailsTheFileIsWholeAndTheEndIsTrue) {
  const int calls = CallsOfASuccess();
  ASSERT_GT(calls, 10);
  for (int call = 1; call <= calls; ++call) {
    SCOPED_TRACE(call);
    JobWorld world;
    bool always_whole = true;
    world.appliance().Observe(
        [&](const test::MemoryAppliance&) { always_whole = always_whole && world.HasWholeFile(); });
    world.appliance().FailCall(call, absl::PermissionDeniedError("no"));
    const std::string state = world.Run();
    EXPECT_TRUE(always_whole);
    EXPECT_THAT(state, AnyOf(StartsWith("failed"), StartsWith("rolled_back"), StartsWith("verified")));
    if (!state.starts_with("verified")) {
      EXPECT_TRUE(world.HasOldFile());
      EXPECT_TRUE(world.served() == world.old_pem());
    }
  }
}

TEST(JobRunnerTest, WhereverTheConnectionIsLostTheEndIsTrue) {
  const int calls = CallsOfASuccess();
  using Dies = void (test::MemoryAppliance::*)(int);
  for (const Dies dies : {&test::MemoryAppliance::DieBeforeCall, &test::MemoryAppliance::DieAfterCall,
                          &test::MemoryAppliance::DieWithinCall}) {
    for (int call = 1; call <= calls; ++call) {
      SCOPED_TRACE(call);
      JobWorld world;
      bool always_whole = true;
      world.appliance().Observe(
          [&](const test::MemoryAppliance&) { always_whole = always_whole && world.HasWholeFile(); });
      (world.appliance().*dies)(call);
      const std::string state = world.Run();
      EXPECT_TRUE(always_whole);
      // It stays away: where it may differ from what it was, nobody can know more.
      EXPECT_THAT(state, AnyOf(StartsWith("failed"), StartsWith("needs_attention"), StartsWith("verified")));
      if (state.starts_with("failed")) {
        EXPECT_EQ(world.served(), world.old_pem()) << state;
      }
    }
  }
}

TEST(JobRunnerTest, ARollbackSurvivesALostConnection) {
  // A server that is told of nothing goes on serving the old certificate: every job is rolled back.
  const auto ignore = [](const std::string&) -> absl::StatusOr<CommandResult> { return CommandResult{}; };
  JobWorld whole;
  whole.command = ignore;
  ASSERT_THAT(whole.Run(), StartsWith("rolled_back"));
  const int calls = whole.appliance().call_count();
  using Dies = void (test::MemoryAppliance::*)(int);
  for (const Dies dies : {&test::MemoryAppliance::DieBeforeCall, &test::MemoryAppliance::DieAfterCall,
                          &test::MemoryAppliance::DieWithinCall}) {
    for (int call = 1; call <= calls; ++call) {
      SCOPED_TRACE(call);
      JobWorld world;
      world.command = ignore;
      // It is back before the next connection is tried.
      world.on_pause = [&world] {
        if (world.appliance().IsDead()) world.appliance().Revive();
      };
      (world.appliance().*dies)(call);
      const std::string state = world.Run();
      EXPECT_THAT(state, AnyOf(StartsWith("failed"), StartsWith("rolled_back")));
      EXPECT_TRUE(world.HasOldFile());
    }
  }
}

TEST(JobRunnerTest, KilledAfterAnyWriteItIsGoneOnWith) {
  for (int write = 0; write <= 12; ++write) {
    SCOPED_TRACE(write);
    JobWorld world;
    world.dies_after_write = write;
    const std::string first = world.Run();
    if (write < 12) {
      EXPECT_EQ(first, "killed");
      EXPECT_TRUE(world.HasWholeFile());
    }
    EXPECT_THAT(world.Resume(), StartsWith("verified"));
    EXPECT_FALSE(world.HasOldFile());
    EXPECT_EQ(world.served(), world.appliance().Content(kPem));
    // Once, but where the answer was not written down: then that is said.
    EXPECT_EQ(world.submissions, write == 3 ? 2 : 1);
    int files = 0;
    for (const std::string& path : world.appliance().Paths()) files += path.ends_with(".certsweep") ? 1 : 0;
    EXPECT_EQ(files, 0);
  }
}

// A password that is wrong, say: nothing is the appliance's fault, and nothing is lost.
TEST(JobRunnerTest, WhatHasToDoWithAllAppliancesKeepsEveryJobAsItIs) {
  for (int write = 0; write <= 12; ++write) {
    SCOPED_TRACE(write);
    JobWorld world;
    world.dies_after_write = write;
    world.Run();
    const std::string before = world.State().substr(0, world.State().find(':'));
    world.connector().FailConnect("sps01.corp.example", absl::AbortedError("the password was refused"));
    const std::string after = world.Resume();
    EXPECT_THAT(after, Not(AnyOf(StartsWith("failed"), StartsWith("rolled_back"), StartsWith("rolling_back"),
                                 StartsWith("needs_attention"))));
    world.connector().FailConnect("sps01.corp.example", absl::OkStatus());
    EXPECT_THAT(world.Resume(), StartsWith("verified"));
    EXPECT_EQ(world.submissions, write == 3 ? 2 : 1);
  }
}

TEST(JobRunnerTest, ItStopsTheRolloutAndSaysWhy) {
  JobWorld world;
  world.connector().FailConnect("sps01.corp.example", absl::AbortedError("the password was refused"));
  JobPlan second = world.plan;
  second.pem_path = "/etc/other.pem";
  const auto jobs = AddJobs({world.plan, second}, "", world.journal(), world.clock);
  ASSERT_TRUE(jobs.ok());
  ReplaceOptions options;
  options.rollout = {.canary = 0, .wave = 1, .growth = 1, .max_failures = 100};
  const ReplaceOutcome outcome = RunJobs(*jobs, world.tools, world.journal(), options);
  EXPECT_TRUE(outcome.status.ok());
  EXPECT_EQ(outcome.summary.stopped, "the password was refused");
  EXPECT_EQ(outcome.summary.pending, 1u);
  EXPECT_EQ(outcome.summary.skipped, 1u);
  EXPECT_THAT(world.State(), AllOf(StartsWith("bundled: "), HasSubstr("the password was refused")));
}

TEST(JobRunnerTest, ARequestThatIsSentAgainSaysSo) {
  JobWorld world;
  world.dies_after_write = 3;
  EXPECT_EQ(world.Run(), "killed");
  EXPECT_EQ(world.State(), "submitting");
  world.Resume();
  std::string told;
  EXPECT_TRUE(world.journal()
                  .VisitEvents(1,
                               [&told](const estate::JobEvent& event) {
                                 told += event.detail;
                                 return true;
                               })
                  .ok());
  EXPECT_THAT(told, HasSubstr("may have been issued"));
}

TEST(JobRunnerTest, AFailedTestPutsTheOldFileBackAndRestartsNothing) {
  JobWorld world;
  world.plan.test_command = "lighttpd -tt";
  world.command = [](const std::string& command) -> absl::StatusOr<CommandResult> {
    EXPECT_EQ(command, "lighttpd -tt");
    return CommandResult{.status = 1, .output = "", .errors = "bad file", .cut = false};
  };
  EXPECT_THAT(world.Run(), AllOf(StartsWith("rolled_back"), HasSubstr("test_command ended with 1: bad file")));
  EXPECT_TRUE(world.HasOldFile());
  EXPECT_EQ(world.restarts, 0);
}

TEST(JobRunnerTest, ATestOfThePemRunsBeforeTheRename) {
  JobWorld world;
  world.plan.test_command = "check {pem}";
  world.command = [&](const std::string& command) -> absl::StatusOr<CommandResult> {
    EXPECT_THAT(command, StartsWith("check '/etc/lighttpd/.server.pem."));
    EXPECT_TRUE(world.HasOldFile());
    return CommandResult{.status = 3, .output = "", .errors = "", .cut = false};
  };
  EXPECT_THAT(world.Run(), StartsWith("failed: test_command ended with 3"));
  EXPECT_TRUE(world.HasOldFile());
  EXPECT_EQ(world.appliance().Paths().size(), 2u);  // the file and its backup
}

TEST(JobRunnerTest, AServerThatStaysDownNeedsAttention) {
  JobWorld world;
  world.command = [](const std::string&) -> absl::StatusOr<CommandResult> { return CommandResult{}; };
  // It goes on serving its old certificate: nothing was restarted in truth.
  EXPECT_THAT(world.Run(), AllOf(StartsWith("rolled_back"), HasSubstr("serves another certificate")));
  EXPECT_TRUE(world.HasOldFile());
}

TEST(JobRunnerTest, AnApplianceThatPutsItsOwnBackIsRolledBack) {
  JobWorld world;
  world.on_wait = [&world] {
    world.appliance().AddFile(kPem, world.old_pem(), 0640, 7, 8);
    world.on_wait = nullptr;
    world.Restart();
  };
  EXPECT_THAT(world.Run(), AllOf(StartsWith("rolled_back"), HasSubstr("after settling")));
}

TEST(JobRunnerTest, WhatTheCaSaysIsHeard) {
  {
    JobWorld world;
    world.answer = [](const CertificateOrder&) -> absl::StatusOr<IssuerAnswer> { return Denied{"7", "not today"}; };
    EXPECT_EQ(world.Run(), "failed: the CA said no: not today");
  }
  {
    JobWorld world;
    world.answer = [](const CertificateOrder&) -> absl::StatusOr<IssuerAnswer> {
      return absl::UnavailableError("503");
    };
    EXPECT_EQ(world.Run(), "submitting: the CA: 503");
    world.answer = nullptr;
    EXPECT_EQ(world.Resume(), "verified");
  }
  {
    JobWorld world;
    world.answer = [](const CertificateOrder&) -> absl::StatusOr<IssuerAnswer> {
      return Pending{"42", "a manager has to approve", std::nullopt};
    };
    EXPECT_EQ(world.Run(), "pending: request 42: a manager has to approve");
    EXPECT_EQ(world.Resume(), "pending: request 42: a manager has to approve");
    world.answer = nullptr;
    EXPECT_EQ(world.Resume(), "verified");
    EXPECT_EQ(world.submissions, 1);
  }
}

TEST(JobRunnerTest, NothingIsUploadedThatTheJudgeIsAgainst) {
  JobWorld world;
  world.plan.identities = {"sps01.corp.example"};
  world.clock.SetUnixSeconds(test::kTestTime);
  world.answer = [&world](const CertificateOrder& order) -> absl::StatusOr<IssuerAnswer> {
    world.answer = nullptr;
    auto issued = world.tools.issuers.at("corp")->Submit(order);
    world.clock.AdvanceSeconds(400 * 86400);
    return issued;
  };
  EXPECT_THAT(world.Run(), AllOf(StartsWith("failed"), HasSubstr("expired")));
  EXPECT_EQ(world.appliance().call_count(), 0);
}

TEST(JobRunnerTest, AStopLeavesTheApplianceAsItWasOrDone) {
  JobWorld world;
  world.stopping = true;
  EXPECT_EQ(world.Run(), "queued");
  world.stopping = false;
  EXPECT_EQ(world.Resume(), "verified");
}

}  // namespace
}  // namespace certsweep::replacer
