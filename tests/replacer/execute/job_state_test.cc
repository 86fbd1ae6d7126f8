#include "replacer/execute/job_state.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace certsweep::replacer {
namespace {

std::vector<JobState> AllStates() {
  std::vector<JobState> states;
  for (int i = 0; i < kJobStateCount; ++i) states.push_back(static_cast<JobState>(i));
  return states;
}

TEST(JobStateTest, NamesAreTheirOwn) {
  for (const JobState state : AllStates()) EXPECT_EQ(JobStateFromName(JobStateName(state)), state);
  EXPECT_EQ(JobStateFromName("done"), std::nullopt);
}

TEST(JobStateTest, SuccessLeadsFromQueuedToVerified) {
  JobState state = JobState::kQueued;
  int steps = 0;
  for (; !IsEnd(state) && steps < kJobStateCount; ++steps) state = StateAfter(state, StepResult::kDone);
  EXPECT_EQ(state, JobState::kVerified);
  EXPECT_EQ(steps, 12);
  EXPECT_EQ(StateAfter(JobState::kPending, StepResult::kDone), JobState::kIssued);
  EXPECT_EQ(StateAfter(JobState::kRollingBack, StepResult::kDone), JobState::kRolledBack);
}

TEST(JobStateTest, AFailureIsRolledBackOnlyWhereSomethingMayHaveChanged) {
  for (const JobState state : AllStates()) {
    if (IsEnd(state)) continue;
    SCOPED_TRACE(JobStateName(state));
    const JobState after = StateAfter(state, StepResult::kFailed);
    if (state == JobState::kRollingBack) {
      EXPECT_EQ(after, JobState::kNeedsAttention);
    } else {
      EXPECT_EQ(after, IsUnderWay(state) ? JobState::kRollingBack : JobState::kFailed);
    }
    EXPECT_EQ(StateAfter(state, StepResult::kTryLater), state);
    EXPECT_EQ(StateAfter(state, StepResult::kUntouched), JobState::kFailed);
  }
}

TEST(JobStateTest, WhatIsUnderWayBeginsWithTheUpload) {
  EXPECT_FALSE(IsUnderWay(JobState::kBackedUp));
  for (const JobState state :
       {JobState::kUploaded, JobState::kInstalled, JobState::kTested, JobState::kRestarted, JobState::kRollingBack}) {
    EXPECT_TRUE(IsUnderWay(state));
  }
  EXPECT_FALSE(IsUnderWay(JobState::kVerified));
}

TEST(JobStateTest, AJobNeedsItsCaThenIsReadyThenUnderWayThenDone) {
  for (const JobState state : AllStates()) {
    SCOPED_TRACE(JobStateName(state));
    const bool is_ours = state == JobState::kIssued;  // nothing but our own disk
    EXPECT_EQ(NeedsIssuer(state) + IsReady(state) + IsUnderWay(state) + IsEnd(state) + is_ours, 1);
  }
  EXPECT_TRUE(NeedsIssuer(JobState::kPending));
  EXPECT_TRUE(IsReady(JobState::kBundled));
  EXPECT_TRUE(IsReady(JobState::kBackedUp));
}

}  // namespace
}  // namespace certsweep::replacer
