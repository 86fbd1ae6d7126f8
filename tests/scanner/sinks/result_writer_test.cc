#include "scanner/sinks/result_writer.h"

#include <algorithm>
#include <atomic>
#include <numeric>
#include <semaphore>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/scanner/sinks/results.h"

namespace certsweep::scanner {
namespace {

using pki::Verdict;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::SizeIs;

// What the sinks of a test were asked to do; outlives the writer. Written by the writer's thread, then by Finish.
struct Log {
  std::vector<std::string> events;     // "a:3", "a:finish"
  std::vector<std::string> hosts;      // as the first sink got them
  std::vector<size_t> batch_sizes;     // of the first sink
  std::vector<ScanSummary> summaries;  // as Finish saw them
  std::counting_semaphore<> entered{0}, release{0};
};

struct FakeSinkOptions {
  bool needs_json = false;
  bool is_first = false;  // keeps what it got
  bool waits = false;     // for the test's release, in each Write
  int fails_at = -1;      // the Write that fails, counted from 0
  bool finish_fails = false;
};

class FakeSink final : public Sink {
 public:
  FakeSink(std::string name, Log& log, FakeSinkOptions options = {})
      : name_(std::move(name)), log_(log), options_(options) {}

  bool needs_json() const override { return options_.needs_json; }

  absl::Status Write(std::span<const FinishedResult> batch) override {
    if (options_.waits) {
      log_.entered.release();
      log_.release.acquire();
    }
    log_.events.push_back(absl::StrCat(name_, ":", batch.size()));
    if (writes_++ == options_.fails_at) return absl::ResourceExhaustedError(name_ + " is full");
    if (options_.is_first) {
      log_.batch_sizes.push_back(batch.size());
      for (const FinishedResult& finished : batch) log_.hosts.push_back(finished.result.endpoint.host);
    }
    return absl::OkStatus();
  }

  absl::Status Finish(ScanSummary& summary) override {
    log_.events.push_back(name_ + ":finish");
    log_.summaries.push_back(summary);
    return options_.finish_fails ? absl::InternalError(name_ + " can't finish") : absl::OkStatus();
  }

 private:
  const std::string name_;
  Log& log_;
  const FakeSinkOptions options_;
  int writes_ = 0;
};

template <typename... Sinks>
std::vector<std::unique_ptr<Sink>> ListOf(Sinks... sinks) {
  std::vector<std::unique_ptr<Sink>> list;
  (list.push_back(std::move(sinks)), ...);
  return list;
}

std::unique_ptr<FakeSink> MakeSink(std::string name, Log& log, FakeSinkOptions options = {}) {
  return std::make_unique<FakeSink>(std::move(name), log, options);
}

bool Push(ResultWriter& writer, std::string host, Verdict verdict = Verdict::kCompliant) {
  FinishedResult finished = Finished(MakeResult(std::move(host), verdict));
  return writer.TryPush(finished);
}

uint64_t Sum(const std::array<uint64_t, pki::kVerdictCount>& verdicts) {
  return std::accumulate(verdicts.begin(), verdicts.end(), uint64_t{0});
}

TEST(ResultWriterTest, WritesAllInTheOrderPushedThenFinishes) {
  Log log;
  ResultWriter writer(ListOf(MakeSink("a", log, {.is_first = true})), {}, nullptr);
  for (const char* host : {"x", "y", "z"}) EXPECT_TRUE(Push(writer, host));
  ScanSummary summary;
  EXPECT_TRUE(writer.Finish(summary).ok());
  EXPECT_THAT(log.hosts, ElementsAre("x", "y", "z"));
  EXPECT_EQ(log.events.back(), "a:finish");
  EXPECT_EQ(summary.endpoints, 3u);
  EXPECT_EQ(summary.verdict(Verdict::kCompliant), 3u);
}

TEST(ResultWriterTest, EachBatchGoesToTheSinksInTheirOrder) {
  Log log;
  ResultWriter writer(ListOf(MakeSink("record", log, {.waits = true}), MakeSink("lines", log), MakeSink("table", log)),
                      {}, nullptr);
  Push(writer, "1");
  log.entered.acquire();
  Push(writer, "2");
  Push(writer, "3");
  log.release.release(2);
  ScanSummary summary;
  ASSERT_TRUE(writer.Finish(summary).ok());
  EXPECT_THAT(log.events, ElementsAre("record:1", "lines:1", "table:1", "record:2", "lines:2", "table:2",
                                      "record:finish", "lines:finish", "table:finish"));
}

TEST(ResultWriterTest, AFullQueueTakesNothingAndLeavesTheResultAlone) {
  Log log;
  ResultWriter writer(ListOf(MakeSink("a", log, {.is_first = true, .waits = true})), {.queue_capacity = 2}, nullptr);
  ASSERT_TRUE(Push(writer, "being written"));
  log.entered.acquire();
  EXPECT_TRUE(Push(writer, "1"));
  EXPECT_TRUE(Push(writer, "2"));
  FinishedResult refused = Finished(MakeResult("3"));
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(writer.TryPush(refused));
  EXPECT_EQ(refused.result.endpoint.host, "3");
  EXPECT_EQ(refused.json_line, LineOf(MakeResult("3")));
  log.release.release();
  log.entered.acquire();  // the queue is empty again: both are being written
  EXPECT_TRUE(writer.TryPush(refused));
  log.release.release(2);
  ScanSummary summary;
  EXPECT_TRUE(writer.Finish(summary).ok());
  EXPECT_THAT(log.hosts, ElementsAre("being written", "1", "2", "3"));
}

TEST(ResultWriterTest, TheQueueIsBoundedInBytesAndTakesOneResultWhateverItsSize) {
  Log log;
  ResultWriter writer(ListOf(MakeSink("a", log, {.is_first = true, .waits = true})), {.queue_bytes = 1000}, nullptr);
  const auto large = [](const char* host) {
    FinishedResult result = Finished(MakeResult(host));
    result.json_line = std::string(2000, 'x');
    return result;
  };
  FinishedResult first = large("first"), second = large("second"), third = large("third");
  ASSERT_TRUE(writer.TryPush(first));
  log.entered.acquire();
  EXPECT_TRUE(writer.TryPush(second));
  EXPECT_FALSE(writer.TryPush(third));
  log.release.release();
  log.entered.acquire();  // the queue is empty again
  EXPECT_TRUE(writer.TryPush(third));
  log.release.release(2);
  ScanSummary summary;
  EXPECT_TRUE(writer.Finish(summary).ok());
  EXPECT_THAT(log.hosts, ElementsAre("first", "second", "third"));
}

TEST(ResultWriterTest, BatchesAreBounded) {
  Log log;
  ResultWriter writer(ListOf(MakeSink("a", log, {.is_first = true, .waits = true})),
                      {.queue_capacity = 100, .batch_limit = 7}, nullptr);
  Push(writer, "first");
  log.entered.acquire();
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(Push(writer, absl::StrCat(i)));
  log.release.release(10);
  ScanSummary summary;
  ASSERT_TRUE(writer.Finish(summary).ok());
  EXPECT_THAT(log.batch_sizes, ElementsAre(1, 7, 7, 6));
}

TEST(ResultWriterTest, TheFirstErrorIsToldOnceAndKept) {
  Log log;
  std::vector<absl::Status> told;
  ResultWriter writer(ListOf(MakeSink("a", log, {.waits = true}),
                             MakeSink("b", log, {.fails_at = 1, .finish_fails = true}), MakeSink("c", log)),
                      {}, [&told](const absl::Status& status) { told.push_back(status); });
  Push(writer, "written", Verdict::kNoncompliant);
  log.entered.acquire();
  Push(writer, "failed");
  Push(writer, "failed too", Verdict::kNoncompliant);
  log.release.release(2);
  log.entered.acquire();
  ScanSummary summary;
  EXPECT_EQ(writer.Finish(summary), absl::ResourceExhaustedError("b is full"));
  EXPECT_THAT(told, ElementsAre(absl::ResourceExhaustedError("b is full")));
  EXPECT_THAT(log.events, ElementsAre("a:1", "b:1", "c:1", "a:2", "b:2", "a:finish", "b:finish", "c:finish"))
      << "not on to the next sink, but each is finished";
  EXPECT_EQ(summary.endpoints, 3u);
  EXPECT_EQ(summary.unfinished, 2u);
  EXPECT_EQ(summary.verdict(Verdict::kNoncompliant), 1u);
  EXPECT_EQ(summary.verdict(Verdict::kNotJudged), 2u);
}

TEST(ResultWriterTest, WhatComesAfterAFailureIsDroppedAndCounted) {
  Log log;
  std::binary_semaphore failed(0);
  ResultWriter writer(ListOf(MakeSink("a", log, {.is_first = true, .fails_at = 0})), {.queue_capacity = 1},
                      [&failed](const absl::Status&) { failed.release(); });
  Push(writer, "0");
  failed.acquire();
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(Push(writer, "dropped", Verdict::kNoncompliant)) << "never full again";
  EXPECT_EQ(writer.counts().done, 0u);
  EXPECT_EQ(Sum(writer.counts().verdicts), 0u);
  ScanSummary summary;
  EXPECT_FALSE(writer.Finish(summary).ok());
  EXPECT_THAT(log.hosts, IsEmpty());
  EXPECT_EQ(summary.endpoints, 11u);
  EXPECT_EQ(summary.unfinished, 11u);
  EXPECT_EQ(Sum(summary.verdicts), 11u);
}

TEST(ResultWriterTest, AnErrorOfFinishIsToldAndTheOthersFinishAllTheSame) {
  Log log;
  ResultWriter writer(ListOf(MakeSink("a", log, {.finish_fails = true}), MakeSink("b", log, {.finish_fails = true})),
                      {}, nullptr);
  ScanSummary summary;
  EXPECT_EQ(writer.Finish(summary), absl::InternalError("a can't finish"));
  EXPECT_THAT(log.events, ElementsAre("a:finish", "b:finish"));
}

TEST(ResultWriterTest, TheSummaryIsWholeBeforeTheSinksSeeIt) {
  Log log;
  ResultWriter writer(ListOf(MakeSink("a", log)), {}, nullptr);
  FinishedResult finished = Finished(Failing("x", {pki::FindingCode::kExpired}));
  finished.result.queued = true;
  ASSERT_TRUE(writer.TryPush(finished));
  finished = Finished(MakeResult("y", Verdict::kNotJudged));
  finished.result.reached_by_other_family = true;
  ASSERT_TRUE(writer.TryPush(finished));
  finished = Finished(MakeResult("z"));
  finished.result.findings = {pki::MakeFinding(pki::FindingCode::kWeakKey, 0, "")};
  finished.result.findings[0].waiver = "CHG-1";
  ASSERT_TRUE(writer.TryPush(finished));
  ScanSummary summary;
  summary.endpoints = summary.unfinished = 5;  // what was never begun
  summary.verdicts[static_cast<size_t>(Verdict::kNotJudged)] = 5;
  ASSERT_TRUE(writer.Finish(summary).ok());
  ASSERT_THAT(log.summaries, SizeIs(1));
  const ScanSummary& seen = log.summaries[0];
  EXPECT_EQ(seen.endpoints, 8u);
  EXPECT_EQ(Sum(seen.verdicts), 8u);
  EXPECT_EQ(seen.unfinished, 5u);
  EXPECT_EQ(seen.compliant_by_waiver, 1u);
  EXPECT_EQ(seen.waived_findings[static_cast<size_t>(pki::FindingCode::kWeakKey)], 1u);
  EXPECT_EQ(seen.queued, 1u);
  EXPECT_EQ(seen.not_judged_other_family, 1u);
  EXPECT_EQ(seen.findings[static_cast<size_t>(pki::FindingCode::kExpired)], 1u);
  EXPECT_EQ(seen.fail_findings[static_cast<size_t>(pki::FindingCode::kExpired)], 1u);
}

TEST(ResultWriterTest, JsonIsNeededWhereAnySinkNeedsIt) {
  Log log;
  EXPECT_FALSE(ResultWriter(ListOf(MakeSink("a", log)), {}, nullptr).needs_json());
  EXPECT_FALSE(ResultWriter({}, {}, nullptr).needs_json());
  EXPECT_TRUE(
      ResultWriter(ListOf(MakeSink("a", log), MakeSink("b", log, {.needs_json = true})), {}, nullptr).needs_json());
}

TEST(ResultWriterTest, LeftWithoutFinishItWritesWhatItTook) {
  Log log;
  {
    ResultWriter writer(ListOf(MakeSink("a", log, {.is_first = true})), {}, nullptr);
    for (int i = 0; i < 50; ++i) Push(writer, "x");
  }
  EXPECT_THAT(log.hosts, SizeIs(50));
}

TEST(ResultWriterTest, ManyThreadsPushAndNothingIsLostOrDoubled) {
  constexpr int kThreads = 4;
  constexpr int kEach = 5000;
  Log log;
  ResultWriter writer(ListOf(MakeSink("a", log, {.is_first = true})), {.queue_capacity = 16, .batch_limit = 8},
                      nullptr);
  std::atomic<bool> done = false;
  std::thread watcher([&] {
    uint64_t before = 0;
    while (!done) {
      const ResultWriter::Counts counts = writer.counts();
      EXPECT_GE(counts.done, before);
      EXPECT_EQ(Sum(counts.verdicts), counts.done);
      before = counts.done;
      std::this_thread::yield();
    }
  });
  std::vector<std::thread> workers;
  for (int t = 0; t < kThreads; ++t) {
    workers.emplace_back([&writer, t] {
      for (int i = 0; i < kEach; ++i) {
        FinishedResult finished = Finished(MakeResult(absl::StrCat(t, "-", i), static_cast<Verdict>(i % 5)));
        while (!writer.TryPush(finished)) std::this_thread::yield();
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  ScanSummary summary;
  EXPECT_TRUE(writer.Finish(summary).ok());
  done = true;
  watcher.join();
  EXPECT_THAT(log.hosts, SizeIs(kThreads * kEach));
  EXPECT_THAT(std::set<std::string>(log.hosts.begin(), log.hosts.end()), SizeIs(kThreads * kEach));
  EXPECT_THAT(*std::max_element(log.batch_sizes.begin(), log.batch_sizes.end()), Le(8u));
  EXPECT_THAT(summary.verdicts, ::testing::Each(kThreads * kEach / 5));
}

TEST(ResultWriterTest, AFailureAmidManyThreadsLeavesTheAccountsWhole) {
  constexpr int kThreads = 4;
  constexpr int kEach = 2000;
  Log log;
  std::atomic<int> told = 0;
  ResultWriter writer(ListOf(MakeSink("a", log, {.is_first = true, .fails_at = 20})),
                      {.queue_capacity = 16, .batch_limit = 8}, [&told](const absl::Status&) { ++told; });
  std::vector<std::thread> workers;
  for (int t = 0; t < kThreads; ++t) {
    workers.emplace_back([&writer] {
      for (int i = 0; i < kEach; ++i) {
        FinishedResult finished = Finished(MakeResult("x"));
        while (!writer.TryPush(finished)) std::this_thread::yield();
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  ScanSummary summary;
  EXPECT_FALSE(writer.Finish(summary).ok());
  EXPECT_EQ(told, 1);
  EXPECT_EQ(summary.endpoints, uint64_t{kThreads * kEach});
  EXPECT_EQ(summary.verdict(Verdict::kCompliant), log.hosts.size());
  EXPECT_EQ(summary.unfinished, summary.endpoints - log.hosts.size());
}

}  // namespace
}  // namespace certsweep::scanner
