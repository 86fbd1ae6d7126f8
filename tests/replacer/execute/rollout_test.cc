#include "replacer/execute/rollout.h"

#include <gtest/gtest.h>

namespace certsweep::replacer {
namespace {

// Gives the next wave, all of whose jobs end in `state`; its size.
size_t Wave(Rollout& rollout, size_t left, JobState state) {
  const size_t size = rollout.NextWave(left);
  for (size_t i = 0; i < size; ++i) rollout.Report(state);
  return size;
}

TEST(RolloutTest, CanariesThenWavesThatGrow) {
  Rollout rollout({.canary = 2, .wave = 3, .growth = 2.0, .max_failures = 0});
  EXPECT_EQ(Wave(rollout, 100, JobState::kVerified), 2u);
  EXPECT_TRUE(rollout.is_canary());
  EXPECT_EQ(Wave(rollout, 98, JobState::kVerified), 3u);
  EXPECT_FALSE(rollout.is_canary());
  EXPECT_EQ(Wave(rollout, 95, JobState::kVerified), 6u);
  EXPECT_EQ(Wave(rollout, 89, JobState::kVerified), 12u);
  EXPECT_EQ(Wave(rollout, 5, JobState::kVerified), 5u);
  EXPECT_EQ(rollout.NextWave(0), 0u);
  EXPECT_FALSE(rollout.has_stopped());
}

TEST(RolloutTest, ACanaryThatIsNotVerifiedStopsIt) {
  for (const JobState state : {JobState::kFailed, JobState::kRolledBack, JobState::kNeedsAttention}) {
    Rollout rollout({.canary = 1, .wave = 10, .growth = 2.0, .max_failures = 5});
    EXPECT_EQ(Wave(rollout, 100, state), 1u);
    EXPECT_TRUE(rollout.has_stopped());
    EXPECT_EQ(rollout.NextWave(99), 0u);
    EXPECT_EQ(rollout.reason(), "a canary was not verified");
  }
}

TEST(RolloutTest, WhatStopsItFromOutsideIsTheReason) {
  Rollout rollout({.canary = 1, .wave = 10, .growth = 2.0, .max_failures = 0});
  EXPECT_EQ(Wave(rollout, 100, JobState::kFailed), 1u);
  rollout.Stop("nobody is let in");
  EXPECT_TRUE(rollout.has_stopped());
  EXPECT_EQ(rollout.NextWave(99), 0u);
  EXPECT_EQ(rollout.reason(), "nobody is let in");
}

TEST(RolloutTest, OneThatWaitsForTheCaDoesNotFillACanarysPlace) {
  Rollout rollout({.canary = 1, .wave = 10, .growth = 2.0, .max_failures = 0});
  EXPECT_EQ(Wave(rollout, 100, JobState::kPending), 1u);
  EXPECT_EQ(Wave(rollout, 99, JobState::kPending), 1u);
  EXPECT_TRUE(rollout.is_canary());
  EXPECT_EQ(Wave(rollout, 98, JobState::kVerified), 1u);
  EXPECT_EQ(Wave(rollout, 97, JobState::kPending), 10u);
  EXPECT_FALSE(rollout.has_stopped());
}

TEST(RolloutTest, MoreFailuresThanAllowedStopIt) {
  Rollout rollout({.canary = 0, .wave = 4, .growth = 1.0, .max_failures = 2});
  EXPECT_EQ(rollout.NextWave(100), 4u);
  EXPECT_FALSE(rollout.is_canary());
  rollout.Report(JobState::kFailed);
  rollout.Report(JobState::kVerified);
  rollout.Report(JobState::kRolledBack);
  EXPECT_FALSE(rollout.has_stopped());
  rollout.Report(JobState::kNeedsAttention);
  EXPECT_TRUE(rollout.has_stopped());
  EXPECT_EQ(rollout.reason(), "3 jobs were not verified, and [rollout] max_failures is 2");
}

TEST(RolloutTest, AWaveIsNeverEmptyAndNeverMoreThanThereIs) {
  Rollout rollout({.canary = 0, .wave = 1, .growth = 1.0, .max_failures = 0});
  for (int i = 0; i < 5; ++i) EXPECT_EQ(Wave(rollout, 3, JobState::kVerified), 1u);
  Rollout steep({.canary = 0, .wave = 1000, .growth = 1e6, .max_failures = 0});
  for (int i = 0; i < 5; ++i) EXPECT_EQ(Wave(steep, 7, JobState::kVerified), 7u);
}

}  // namespace
}  // namespace certsweep::replacer
