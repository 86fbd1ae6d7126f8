#include "replacer/deploy/password_trials.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>
#include <vector>

namespace certsweep::replacer {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST(PasswordTrialsTest, WhatWasRefusedFirstIsTriedNowhereElse) {
  PasswordTrials trials;
  EXPECT_EQ(trials.refusal(), "");
  trials.Begin("root", "root@a:22")->Refused();
  EXPECT_TRUE(trials.IsRefused("root"));
  const absl::Status second = trials.Begin("root", "root@b:22").status();
  EXPECT_TRUE(absl::IsAborted(second));
  EXPECT_THAT(second.ToString(), HasSubstr("root@a:22 refused the password of root, which is tried nowhere else"));
  EXPECT_THAT(trials.refusal(), HasSubstr("root@a:22 refused the password of root"));
  EXPECT_FALSE(trials.IsRefused("admin"));
  EXPECT_TRUE(trials.Begin("admin", "admin@a:22").ok()) << "another user's password is another";
}

TEST(PasswordTrialsTest, WhatWasTakenOnceIsTriedEverywhere) {
  PasswordTrials trials;
  trials.Begin("root", "a")->Accepted();
  trials.Begin("root", "b")->Refused();
  EXPECT_EQ(trials.refusal(), "") << "that host has another";
  const auto one = trials.Begin("root", "c");
  const auto other = trials.Begin("root", "d");
  EXPECT_TRUE(one.ok() && other.ok()) << "at once";
}

TEST(PasswordTrialsTest, ATrialThatNothingCameOfLeavesItUnknown) {
  PasswordTrials trials;
  {
    const auto trial = trials.Begin("root", "a");
  }
  EXPECT_TRUE(trials.Begin("root", "b").ok());
  EXPECT_FALSE(trials.IsRefused("root"));
}

TEST(PasswordTrialsTest, UntilItIsKnownOneTriesAndTheOthersWait) {
  PasswordTrials trials;
  absl::StatusOr<PasswordTrials::Trial> first = trials.Begin("root", "first");
  std::atomic<int> aborted = 0, begun = 0;
  std::vector<std::jthread> others;
  for (int i = 0; i < 8; ++i) {
    others.emplace_back([&] {
      ++begun;
      if (absl::IsAborted(trials.Begin("root", "other").status())) ++aborted;
    });
  }
  while (begun < 8) std::this_thread::yield();
  EXPECT_EQ(aborted, 0);
  first->Refused();
  others.clear();
  EXPECT_EQ(aborted, 8);
}

TEST(PasswordTrialsTest, OneAfterTheOtherWhereNothingComesOfThem) {
  PasswordTrials trials;
  std::atomic<int> at_once = 0, most = 0;
  std::vector<std::jthread> all;
  for (int i = 0; i < 8; ++i) {
    all.emplace_back([&] {
      const auto trial = trials.Begin("root", "host");
      EXPECT_TRUE(trial.ok());
      most = std::max(most.load(), ++at_once);
      std::this_thread::yield();
      --at_once;
    });
  }
  all.clear();
  EXPECT_EQ(most, 1);
}

}  // namespace
}  // namespace certsweep::replacer
