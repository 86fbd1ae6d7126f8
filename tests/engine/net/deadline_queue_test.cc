#include "engine/net/deadline_queue.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::net {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Notes in `log` that it was due.
class Noted : public Deadline {
 public:
  Noted(int number, std::vector<int>& log) : number_(number), log_(log) {}
  std::function<void(int64_t now_us)> when_due;

 private:
  void OnDue(int64_t now_us) override {
    log_.push_back(number_);
    if (when_due) when_due(now_us);
  }

  const int number_;
  std::vector<int>& log_;
};

TEST(DeadlineQueueTest, WhatIsDueComesOnceEarliestFirst) {
  DeadlineQueue queue;
  std::vector<int> log;
  Noted a(1, log), b(2, log), c(3, log);
  queue.Add(a, 300);
  queue.Add(b, 100);
  queue.Add(c, 200);
  queue.RunDue(99);
  EXPECT_THAT(log, IsEmpty());
  queue.RunDue(200);
  EXPECT_THAT(log, ElementsAre(2, 3));
  queue.RunDue(1000);
  queue.RunDue(2000);
  EXPECT_THAT(log, ElementsAre(2, 3, 1));
  EXPECT_TRUE(queue.empty());
}

TEST(DeadlineQueueTest, EqualTimesAllCome) {
  DeadlineQueue queue;
  std::vector<int> log;
  Noted a(1, log), b(2, log), c(3, log);
  for (Noted* noted : {&a, &b, &c}) queue.Add(*noted, 5);
  queue.RunDue(5);
  EXPECT_THAT(log, ElementsAre(1, 2, 3));
}

TEST(DeadlineQueueTest, AddingAgainMovesIt) {
  DeadlineQueue queue;
  std::vector<int> log;
  Noted a(1, log);
  queue.Add(a, 100);
  queue.Add(a, 300);
  queue.RunDue(200);
  EXPECT_THAT(log, IsEmpty());
  queue.RunDue(300);
  EXPECT_THAT(log, ElementsAre(1));
}

TEST(DeadlineQueueTest, ADestroyedOneHasLeft) {
  DeadlineQueue queue;
  std::vector<int> log;
  {
    Noted a(1, log);
    queue.Add(a, 100);
  }
  EXPECT_TRUE(queue.empty());
  queue.RunDue(1000);
  EXPECT_THAT(log, IsEmpty());
}

TEST(DeadlineQueueTest, OneThatIsDueMayAddItselfAgain) {
  DeadlineQueue queue;
  std::vector<int> log;
  Noted a(1, log);
  a.when_due = [&](int64_t now_us) { queue.Add(a, now_us + 10); };
  queue.Add(a, 100);
  queue.RunDue(100);
  queue.RunDue(109);
  EXPECT_THAT(log, ElementsAre(1));
  queue.RunDue(110);
  EXPECT_THAT(log, ElementsAre(1, 1));
}

// A connection that ends at its deadline may take another one down with it.
TEST(DeadlineQueueTest, OneThatIsDueMayDestroyAnother) {
  DeadlineQueue queue;
  std::vector<int> log;
  Noted a(1, log);
  std::optional<Noted> b(std::in_place, 2, log);
  a.when_due = [&](int64_t) { b.reset(); };
  queue.Add(a, 100);
  queue.Add(*b, 100);
  queue.RunDue(100);
  EXPECT_THAT(log, ElementsAre(1));
  EXPECT_TRUE(queue.empty());
}

}  // namespace
}  // namespace certsweep::net
