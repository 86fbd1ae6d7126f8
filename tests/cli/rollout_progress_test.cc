#include "cli/rollout_progress.h"

#include <gtest/gtest.h>

namespace certsweep::cli {
namespace {

using replacer::JobState;

constexpr char kClear[] = "\r\x1b[K";
constexpr int64_t kSecond = 1'000'000;

estate::JobRow Job(int64_t id) {
  estate::JobRow row;
  row.id = id;
  row.job.host = "a.corp";
  row.job.port = 4343;
  return row;
}

TEST(RolloutProgressTest, ALogHasALineForEachState) {
  RolloutProgress progress(RolloutProgressMode::kLog, 2, 0, 0);
  EXPECT_EQ(progress.Update(Job(1), JobState::kKey, "", kSecond), "job 1  a.corp:4343  key\n");
  EXPECT_EQ(progress.Update(Job(1), JobState::kFailed, "why", kSecond), "job 1  a.corp:4343  failed: why\n");
  EXPECT_EQ(progress.Clear(), "");
}

TEST(RolloutProgressTest, ATerminalHasWhatEndedAndOneLineBelowIt) {
  RolloutProgress progress(RolloutProgressMode::kTerminal, 4, 0, 10 * kSecond);
  EXPECT_EQ(progress.Update(Job(1), JobState::kKey, "", 11 * kSecond), "0/4 jobs, 1 at work");
  EXPECT_EQ(progress.Update(Job(2), JobState::kKey, "", 12 * kSecond), std::string(kClear) + "0/4 jobs, 2 at work");
  EXPECT_EQ(progress.Update(Job(1), JobState::kVerified, "", 20 * kSecond),
            std::string(kClear) + "job 1  a.corp:4343  verified\n1/4 jobs, 1 at work, ETA 0:30, 1 verified");
  EXPECT_EQ(progress.Update(Job(2), JobState::kFailed, "no\x1b[2J", 30 * kSecond),
            std::string(kClear) +
                "job 2  a.corp:4343  failed: no\\x1b[2J\n2/4 jobs, 0 at work, ETA 0:20, 1 verified, 1 failed");
  EXPECT_EQ(progress.Clear(), kClear);
  EXPECT_EQ(progress.Clear(), "");
}

TEST(RolloutProgressTest, WhatWaitsForTheCaIsToldAndNotAtWork) {
  RolloutProgress progress(RolloutProgressMode::kTerminal, 2, 0, 0);
  progress.Update(Job(1), JobState::kSubmitting, "", kSecond);
  EXPECT_EQ(progress.Update(Job(1), JobState::kPending, "request 17", kSecond),
            std::string(kClear) + "job 1  a.corp:4343  pending: request 17\n0/2 jobs, 0 at work");
}

TEST(RolloutProgressTest, TheLineIsCutToTheTerminal) {
  RolloutProgress progress(RolloutProgressMode::kTerminal, 2, 12, 0);
  EXPECT_EQ(progress.Update(Job(1), JobState::kKey, "", kSecond), "0/2 jobs, 1");
}

}  // namespace
}  // namespace certsweep::cli
