#include "replacer/replace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <mutex>
#include <set>

#include "replacer/execute/job_runner.h"
#include "replacer/execute/owner.h"
#include "tests/replacer/execute/job_world.h"

namespace certsweep::replacer {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

// The summary in few words; whatever it says has to add up.
std::string Told(const ReplaceOutcome& outcome) {
  const ReplacementSummary& summary = outcome.summary;
  EXPECT_EQ(summary.jobs, summary.verified + summary.failed + summary.rolled_back + summary.needs_attention +
                              summary.pending + summary.skipped);
  std::string told;
  const auto add = [&told](uint64_t count, const char* what) {
    if (count > 0) told += (told.empty() ? "" : ", ") + std::to_string(count) + " " + what;
  };
  add(summary.verified, "verified");
  add(summary.failed, "failed");
  add(summary.rolled_back, "rolled back");
  add(summary.needs_attention, "need attention");
  add(summary.pending, "pending");
  add(summary.skipped, "skipped");
  return told;
}

// How many jobs were under way at once at most, in each of the waves: a wave ends when none is.
class WaveWatch {
 public:
  explicit WaveWatch(JobWorld& world) {
    world.options.on_state = [this](const estate::JobRow& job, JobState state, const std::string&) {
      const std::lock_guard lock(mutex_);
      if (state == JobState::kKey) begun_.push_back(job.id);
      IsEnd(state) ? open_.erase(job.id) : open_.insert(job.id).second;
      most_ = std::max(most_, open_.size());
    };
  }
  size_t most() const { return most_; }
  const std::vector<int64_t>& begun() const { return begun_; }

 private:
  std::mutex mutex_;
  std::set<int64_t> open_;
  std::vector<int64_t> begun_;
  size_t most_ = 0;
};

absl::StatusOr<IssuerAnswer> SaysPending(const CertificateOrder&) {
  return Pending{"42", "a manager has to approve", std::nullopt};
}

absl::StatusOr<CommandResult> Fails(const std::string&) {
  return CommandResult{.status = 1, .output = "", .errors = "no", .cut = false};
}

// An owner of this machine that is not there any more.
std::string DeadOwner() {
  const std::string owner = ThisOwner();
  return owner.substr(0, owner.rfind(':')) + ":1";
}

TEST(ReplaceTest, AFleetIsDoneInWaves) {
  JobWorld world(12);
  world.options.rollout = {.canary = 2, .wave = 3, .growth = 2.0, .max_failures = 0};
  world.options.max_parallel = 4;
  const WaveWatch watch(world);
  world.Run();
  EXPECT_EQ(Told(world.outcome), "12 verified");
  EXPECT_TRUE(world.outcome.status.ok());
  EXPECT_EQ(world.outcome.summary.stopped, "");
  EXPECT_LE(watch.most(), 4u);
  EXPECT_LE(world.connector().count().most, 4);
  EXPECT_EQ(world.connector().count().open, 0);
  for (size_t i = 0; i < 12; ++i) EXPECT_FALSE(world.HasOldFile(i));
  // The canaries are the first of the inventory.
  const std::set<int64_t> canaries(watch.begun().begin(), watch.begun().begin() + 2);
  EXPECT_THAT(canaries, ElementsAre(1, 2));
}

TEST(ReplaceTest, AThousandJobsHoldNoMoreThanAWaveOfThem) {
  JobWorld world(1000);
  world.options.max_parallel = 8;
  const WaveWatch watch(world);
  world.Run();
  EXPECT_EQ(Told(world.outcome), "1000 verified");
  EXPECT_LE(watch.most(), 8u);
  EXPECT_LE(world.connector().count().most, 8);
  EXPECT_EQ(world.connector().count().open, 0);
}

TEST(ReplaceTest, ACanaryThatFailsStopsAllTheRest) {
  JobWorld world(5);
  world.command = Fails;
  world.Run();
  EXPECT_THAT(Told(world.outcome), testing::AnyOf("1 rolled back, 4 skipped"));
  EXPECT_THAT(world.outcome.summary.stopped, HasSubstr("canary"));
  EXPECT_THAT(world.States(), ElementsAre("rolled_back", "queued", "queued", "queued", "queued"));
}

TEST(ReplaceTest, WithoutCanariesTheFirstWaveIsTheFirst) {
  JobWorld world(4);
  world.options.rollout = {.canary = 0, .wave = 4, .growth = 1.0, .max_failures = 0};
  world.options.max_parallel = 1;
  world.command = Fails;
  world.Run();
  // The others of the wave had not begun.
  EXPECT_EQ(Told(world.outcome), "1 rolled back, 3 skipped");
  EXPECT_THAT(world.outcome.summary.stopped, HasSubstr("max_failures is 0"));
}

TEST(ReplaceTest, SoManyFailuresAreBorne) {
  JobWorld world(6);
  world.options.rollout = {.canary = 1, .wave = 2, .growth = 1.0, .max_failures = 2};
  world.options.max_parallel = 1;
  for (const size_t broken : {1, 2}) {
    world.appliance(broken).OnRun([](test::MemoryAppliance&, std::string_view) { return Fails(""); });
  }
  world.Run();
  EXPECT_EQ(Told(world.outcome), "4 verified, 2 rolled back");
  EXPECT_EQ(world.outcome.summary.stopped, "");
}

TEST(ReplaceTest, OneFailureMoreStopsTheRollout) {
  JobWorld world(6);
  world.options.rollout = {.canary = 1, .wave = 2, .growth = 1.0, .max_failures = 1};
  world.options.max_parallel = 1;
  for (const size_t broken : {1, 3}) {
    world.appliance(broken).OnRun([](test::MemoryAppliance&, std::string_view) { return Fails(""); });
  }
  world.Run();
  EXPECT_EQ(Told(world.outcome), "2 verified, 2 rolled back, 2 skipped");
  EXPECT_THAT(world.outcome.summary.stopped, HasSubstr("2 jobs were not verified"));
}

TEST(ReplaceTest, AnApplianceThatIsAwayFails) {
  JobWorld world(3);
  world.connector().FailConnect("sps02.corp.example", absl::UnavailableError("connection refused"));
  world.Run();
  EXPECT_EQ(world.State(2), "failed: ssh sps02.corp.example: connection refused");
  EXPECT_EQ(world.outcome.summary.failed, 1u);
  EXPECT_TRUE(world.HasOldFile(1));
}

TEST(ReplaceTest, WhatWaitsForTheCaIsNoCanary) {
  JobWorld world(3);
  int asked = 0;
  world.answer = [&](const CertificateOrder& order) -> absl::StatusOr<IssuerAnswer> {
    if (++asked <= 2) return SaysPending(order);
    world.answer = nullptr;
    return Denied{"7", "no"};
  };
  world.Run();
  EXPECT_EQ(Told(world.outcome), "1 failed, 2 pending");
  EXPECT_THAT(world.outcome.summary.stopped, HasSubstr("canary"));
}

TEST(ReplaceTest, WhatTheCaHasAnsweredSinceGoesInWavesToo) {
  JobWorld world(4);
  world.answer = SaysPending;
  world.Run();
  EXPECT_EQ(Told(world.outcome), "4 pending");
  // On Monday all are approved; the first appliance does not take its own.
  world.answer = nullptr;
  world.command = Fails;
  world.Resume();
  EXPECT_EQ(Told(world.outcome), "1 rolled back, 3 pending");
  EXPECT_THAT(world.outcome.summary.stopped, HasSubstr("canary"));
  EXPECT_THAT(world.States(), ElementsAre("rolled_back", "bundled", "bundled", "bundled"));
  for (size_t i = 0; i < 4; ++i) EXPECT_TRUE(world.HasOldFile(i));
  world.command = nullptr;
  world.Resume();
  EXPECT_EQ(Told(world.outcome), "3 verified");
  EXPECT_EQ(world.submissions, 4);
}

TEST(ReplaceTest, OneRefusalOfAnEarlierRolloutIsNoReasonToLeaveTheOthers) {
  JobWorld world(3);
  world.answer = SaysPending;
  world.Run();
  world.answer = [&](const CertificateOrder& order) -> absl::StatusOr<IssuerAnswer> {
    if (order.host.starts_with("sps01")) return Denied{"7", "no"};
    if (order.host.starts_with("sps02")) return SaysPending(order);
    return world.FromCa(order);
  };
  world.Resume();
  EXPECT_EQ(Told(world.outcome), "1 verified, 1 failed, 1 pending");
  EXPECT_THAT(world.States(), ElementsAre("failed", "pending", "verified"));
}

TEST(ReplaceTest, WhatMayHaveChangedAnApplianceIsEndedFirstWhateverComes) {
  JobWorld world(3);
  world.options.rollout.canary = 0;
  world.options.max_parallel = 1;
  world.dies_after_write = 8;  // the first is uploaded
  EXPECT_EQ(world.Run(), "killed");
  EXPECT_THAT(world.States(), ElementsAre("uploaded", "queued", "queued"));
  world.options.in_window = [](int64_t) { return false; };
  world.Resume();
  EXPECT_EQ(Told(world.outcome), "1 verified, 2 skipped");
}

TEST(ReplaceTest, HowItEndsCountsInTheRolloutThatGoesOn) {
  JobWorld world(3);
  world.options.max_parallel = 1;
  world.dies_after_write = 8;
  EXPECT_EQ(world.Run(), "killed");
  world.command = Fails;
  world.Resume();
  EXPECT_EQ(Told(world.outcome), "1 rolled back, 2 skipped");
  EXPECT_THAT(world.outcome.summary.stopped, HasSubstr("max_failures"));
}

TEST(ReplaceTest, AJobOfAProcessThatLivesIsSkipped) {
  JobWorld world(2);
  ASSERT_TRUE(AddJobs(world.plans, "", world.journal(), world.clock).ok());
  const int64_t now = world.clock.NowUnixSeconds();
  ASSERT_TRUE(*world.journal().Claim(1, "elsewhere:7:99", "elsewhere:7:99", now, now + kLeaseSeconds));
  world.Resume();
  EXPECT_EQ(Told(world.outcome), "1 verified, 1 skipped");
  EXPECT_THAT(world.States(), ElementsAre("queued", "verified"));
  EXPECT_EQ(world.appliance(0).call_count(), 0);
  // Nobody is busy with one step for so long.
  world.clock.AdvanceSeconds(kLeaseSeconds + 1);
  world.Resume();
  EXPECT_EQ(Told(world.outcome), "1 verified");
}

TEST(ReplaceTest, AJobOfAProcessThatIsGoneIsTakenAtOnce) {
  JobWorld world(1);
  ASSERT_TRUE(AddJobs(world.plans, "", world.journal(), world.clock).ok());
  const int64_t now = world.clock.NowUnixSeconds();
  ASSERT_TRUE(*world.journal().Claim(1, DeadOwner(), "", now, now + kLeaseSeconds));
  world.Resume();
  EXPECT_EQ(Told(world.outcome), "1 verified");
}

TEST(ReplaceTest, AJobThatSettlesForADayIsNotTakenMeanwhile) {
  JobWorld world(1);
  world.tools.settings.settle_us = int64_t{86'400} * 1'000'000;
  bool was_taken = true;
  world.on_wait = [&] {
    const int64_t now = world.clock.NowUnixSeconds();
    was_taken = *world.journal().Claim(1, "elsewhere:7:99", "elsewhere:7:99", now, now + kLeaseSeconds);
  };
  EXPECT_EQ(world.Run(), "verified");
  EXPECT_FALSE(was_taken);
}

TEST(ReplaceTest, OutsideOfTheWindowNothingBegins) {
  JobWorld world(2);
  world.options.in_window = [](int64_t) { return false; };
  world.Run();
  EXPECT_EQ(Told(world.outcome), "2 skipped");
  EXPECT_THAT(world.outcome.summary.stopped, HasSubstr("change window"));
  EXPECT_EQ(world.submissions, 0);
}

TEST(ReplaceTest, AWindowThatClosesWithinAWaveEndsWhatIsUnderWayAndNoMore) {
  JobWorld world(4);
  world.options.rollout = {.canary = 0, .wave = 4, .growth = 1.0, .max_failures = 0};
  world.options.max_parallel = 1;
  std::atomic<bool> is_open = true;
  world.options.in_window = [&is_open](int64_t) { return is_open.load(); };
  world.options.on_state = [&is_open](const estate::JobRow& job, JobState state, const std::string&) {
    if (job.id == 2 && state == JobState::kUploaded) is_open = false;
  };
  world.Run();
  EXPECT_EQ(Told(world.outcome), "2 verified, 2 skipped");
  EXPECT_THAT(world.outcome.summary.stopped, HasSubstr("change window"));
  EXPECT_THAT(world.States(), ElementsAre("verified", "verified", "queued", "queued"));
}

TEST(ReplaceTest, AWindowThatClosesBeforeTheUploadLeavesTheApplianceAlone) {
  JobWorld world(1);
  std::atomic<bool> is_open = true;
  world.options.in_window = [&is_open](int64_t) { return is_open.load(); };
  world.options.on_state = [&is_open](const estate::JobRow&, JobState state, const std::string&) {
    if (state == JobState::kIssued) is_open = false;
  };
  world.Run();
  EXPECT_EQ(Told(world.outcome), "1 pending");
  EXPECT_THAT(world.outcome.summary.stopped, HasSubstr("change window"));
  EXPECT_EQ(world.State(), "bundled");
  EXPECT_EQ(world.appliance().call_count(), 0);
  is_open = true;
  world.options.on_state = nullptr;
  EXPECT_EQ(world.Resume(), "verified");
  EXPECT_EQ(world.submissions, 1);
}

TEST(ReplaceTest, ApprovedOutsideOfTheWindowItIsFetchedAndWaits) {
  JobWorld world(2);
  world.answer = SaysPending;
  world.Run();
  world.answer = nullptr;
  world.options.in_window = [](int64_t) { return false; };
  world.Resume();
  EXPECT_EQ(Told(world.outcome), "2 pending");
  EXPECT_THAT(world.States(), Each("bundled"));
  EXPECT_EQ(world.appliance(0).call_count() + world.appliance(1).call_count(), 0);
}

TEST(ReplaceTest, AWindowThatClosesAfterTheLastJobStopsNothing) {
  JobWorld world(1);
  std::atomic<bool> is_open = true;
  world.options.in_window = [&is_open](int64_t) { return is_open.load(); };
  world.options.on_state = [&is_open](const estate::JobRow&, JobState state, const std::string&) {
    if (state == JobState::kVerified) is_open = false;
  };
  world.Run();
  EXPECT_EQ(Told(world.outcome), "1 verified");
  EXPECT_EQ(world.outcome.summary.stopped, "");
}

TEST(ReplaceTest, AStopEndsWhatIsUnderWayAndBeginsNothing) {
  for (const JobState at : {JobState::kKey, JobState::kIssued, JobState::kBackedUp, JobState::kUploaded,
                            JobState::kInstalled, JobState::kRestarted}) {
    SCOPED_TRACE(JobStateName(at));
    JobWorld world(3);
    world.options.on_state = [&](const estate::JobRow&, JobState state, const std::string&) {
      if (state == at) world.stopping = true;
    };
    world.Run();
    EXPECT_EQ(Told(world.outcome), "1 pending, 2 skipped");
    EXPECT_TRUE(world.outcome.summary.interrupted);
    EXPECT_EQ(world.served() == world.old_pem(), !IsUnderWay(at)) << world.State();
    world.stopping = false;
    world.options.on_state = nullptr;
    world.Resume();
    EXPECT_EQ(Told(world.outcome), "3 verified");
    EXPECT_EQ(world.submissions, 3);
  }
}

TEST(ReplaceTest, AStopWhileRollingBackEndsTheRollback) {
  JobWorld world(2);
  world.command = Fails;
  world.options.on_state = [&](const estate::JobRow&, JobState state, const std::string&) {
    if (state == JobState::kRollingBack) world.stopping = true;
  };
  world.Run();
  EXPECT_EQ(Told(world.outcome), "1 rolled back, 1 skipped");
}

TEST(ReplaceTest, AJobThatCanNotBeReadIsOursAndCounted) {
  JobWorld world(2);
  world.plans[0].issuer = "gone";
  world.Run();
  EXPECT_EQ(Told(world.outcome), "1 pending, 1 skipped");
  EXPECT_THAT(world.outcome.status.ToString(), HasSubstr("job 1: the configuration has no issuer gone"));
}

TEST(ReplaceTest, AJobThatHasItsCertificateNeedsNoIssuerAnyMore) {
  JobWorld world(1);
  world.dies_after_write = 8;
  EXPECT_EQ(world.Run(), "killed");
  EXPECT_THAT(*IssuersOf({1}, world.journal()), IsEmpty());
  world.tools.issuers.clear();
  EXPECT_EQ(world.Resume(), "verified");
  EXPECT_THAT(world.RollBack(), StartsWith("rolled_back"));
}

TEST(ReplaceTest, AnUnreadableJobDoesNotKeepOthersFromTheirEnds) {
  JobWorld world(2);
  ASSERT_TRUE(AddJobs(world.plans, "", world.journal(), world.clock).ok());
  for (const int64_t job : {1, 2}) {
    DyingJournal journal(world.journal());
    journal.dies_after = 8;
    RunJobs({job}, world.tools, journal, world.options);
  }
  ASSERT_THAT(world.States(), Each("uploaded"));
  estate::JobProgress torn = (*world.journal().Find(1))->progress;
  torn.progress_json = "{";
  ASSERT_TRUE(*world.journal().Claim(1, "x", "x", 0, 1));
  ASSERT_TRUE(world.journal().Write(1, "x", torn).ok());
  ASSERT_TRUE(world.journal().Release(1, "x").ok());
  world.options.max_parallel = 1;
  world.Resume();
  EXPECT_EQ(Told(world.outcome), "1 verified, 1 pending");
  EXPECT_THAT(world.outcome.status.ToString(), HasSubstr("job 1: the job's progress: is no JSON object"));
  EXPECT_EQ(world.State(2), "verified");
}

TEST(ReplaceTest, WhatHasNotBegunIsDoneAsItIsPlannedNow) {
  JobWorld world(2);
  for (JobPlan& plan : world.plans) plan.restart_command = "typo";
  world.command = [&](const std::string& command) -> absl::StatusOr<CommandResult> {
    if (command == "typo") return Fails(command);
    world.Restart(1);
    return CommandResult{};
  };
  world.Run();
  EXPECT_EQ(Told(world.outcome), "1 rolled back, 1 skipped");
  world.plans[1].restart_command = "service lighttpd restart";
  EXPECT_THAT(*AddJobs({world.plans[1]}, "CHG2", world.journal(), world.clock), ElementsAre(2));
  EXPECT_EQ((*world.journal().Find(2))->job.change_id, "CHG2");
  world.Resume();
  EXPECT_EQ(Told(world.outcome), "1 verified");
}

TEST(ReplaceTest, TwoPathsOfOneFileAreNotReplacedByTwo) {
  JobWorld world(2);
  // Two names of one appliance, and a link from one path to the other.
  world.plans[1].ssh_host = world.plans[0].ssh_host;
  world.plans[1].ssh_address = world.plans[0].ssh_address;
  world.plans[1].endpoints[0].address = world.plans[0].endpoints[0].address;
  world.plans[1].pem_path = "/etc/link.pem";
  world.appliance().AddSymlink("/etc/link.pem", kPem);
  world.options.rollout.canary = 0;
  world.options.max_parallel = 1;
  int asked = 0;  // the first waits
  world.answer = [&](const CertificateOrder& order) { return ++asked == 1 ? SaysPending(order) : world.FromCa(order); };
  world.Run();
  EXPECT_THAT(world.State(2), AllOf(StartsWith("failed: /etc/link.pem leads to /etc/lighttpd/server.pem: job 1"),
                                    HasSubstr("(pending)"), HasSubstr("same file")));
  EXPECT_TRUE(world.HasOldFile());
  world.answer = nullptr;
  world.Resume();
  EXPECT_EQ(world.State(1), "verified");
}

TEST(ReplaceTest, ARollbackPutsOldFilesBackOneByOne) {
  JobWorld world(3);
  world.Run();
  const ReplaceOutcome outcome = RollBackJobs({1, 3}, world.tools, world.journal(), world.options);
  EXPECT_EQ(Told(outcome), "2 rolled back");
  EXPECT_THAT(world.States(), ElementsAre("rolled_back", "verified", "rolled_back"));
  EXPECT_TRUE(world.HasOldFile(0));
  EXPECT_EQ(world.served(2), world.old_pem(2));
  EXPECT_THAT(world.History(), Contains("rolling_back"));
}

TEST(ReplaceTest, ARollbackThatFailsDoesNotKeepOthersFromTheirs) {
  JobWorld world(2);
  world.Run();
  world.connector().FailConnect("sps01.corp.example", absl::UnavailableError("connection refused"));
  const ReplaceOutcome outcome = RollBackJobs({1, 2}, world.tools, world.journal(), world.options);
  EXPECT_EQ(Told(outcome), "1 rolled back, 1 need attention");
  EXPECT_EQ(outcome.summary.stopped, "");
  EXPECT_THAT(world.State(1), AllOf(HasSubstr("asked for"), HasSubstr("by hand: copy ")));
}

TEST(ReplaceTest, AStopBetweenRollbacksLeavesTheRestAsTheyAre) {
  JobWorld world(3);
  world.Run();
  world.options.on_state = [&](const estate::JobRow&, JobState state, const std::string&) {
    if (state == JobState::kRolledBack) world.stopping = true;
  };
  const ReplaceOutcome outcome = RollBackJobs({1, 2, 3}, world.tools, world.journal(), world.options);
  EXPECT_EQ(Told(outcome), "1 rolled back, 2 skipped");
  EXPECT_TRUE(outcome.summary.interrupted);
  EXPECT_THAT(world.States(), ElementsAre("rolled_back", "verified", "verified"));
}

TEST(ReplaceTest, WhatWasNotVerifiedIsNotRolledBack) {
  JobWorld world(2);
  world.answer = [](const CertificateOrder&) -> absl::StatusOr<IssuerAnswer> { return Denied{"7", "no"}; };
  world.options.rollout.max_failures = 9;
  world.options.rollout.canary = 0;
  world.Run();
  EXPECT_THAT(world.States(), Each("failed"));
  EXPECT_EQ(world.RollBack(1), "job 1 is failed: there is nothing to put back");
  EXPECT_EQ(world.RollBack(9), "there is no job 9");
  EXPECT_EQ(world.outcome.summary.jobs, 0u);
  EXPECT_THAT(world.States(), Each("failed"));
  EXPECT_THAT(world.History(), Not(Contains("rolling_back")));
}

}  // namespace
}  // namespace certsweep::replacer
