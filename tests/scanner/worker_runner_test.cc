#include "scanner/worker_runner.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/scanner/scan_fakes.h"
#include "tests/support/loopback.h"
#include "tests/support/scripted_peer.h"

namespace certsweep::scanner {
namespace {

using ::testing::HasSubstr;

// A millisecond passes whenever somebody looks at it: whatever a handler does takes long.
class HurryingClock final : public base::Clock {
 public:
  int64_t NowUnixSeconds() const override { return test::kTestTime; }
  int64_t MonotonicMicros() const override { return now_us_ += 1'000; }

 private:
  mutable std::atomic<int64_t> now_us_ = 0;
};

class LeapingClock final : public base::Clock {
 public:
  int64_t NowUnixSeconds() const override { return test::kTestTime; }
  int64_t MonotonicMicros() const override {
    ++looks_;
    return base::SystemClock().MonotonicMicros() + leaps_us_;
  }
  // Returns when the loop has seen it: each of its ticks looks at the clock.
  void LeapAnHour() {
    leaps_us_ += int64_t{3600} * 1'000'000;
    const int before = looks_;
    while (looks_ < before + 50) std::this_thread::yield();
  }

 private:
  std::atomic<int64_t> leaps_us_ = 0;
  mutable std::atomic<int> looks_ = 0;
};

class WorkerTest : public ::testing::Test {
 protected:
  ScanState& Start(std::vector<probe::Endpoint> endpoints, const base::Clock& clock,
                   ResultWriterOptions writer_options = {}) {
    targets_ = std::make_unique<ListedTargets>(std::move(endpoints));
    std::vector<std::unique_ptr<Sink>> sinks;
    sinks.push_back(std::make_unique<RememberingSink>(written_));
    writer_ = std::make_unique<ResultWriter>(std::move(sinks), writer_options, nullptr);
    ScanOptions options;
    options.retries = 0;
    options.connect_timeout_us = options.handshake_timeout_us = 60'000'000;
    state_ = std::make_unique<ScanState>(*targets_, judge_, *writer_, options, clock, std::stop_source());
    EXPECT_TRUE(state_->BeginPass(0));
    return *state_;
  }

  std::unique_ptr<Worker> NewWorker(int slots) {
    auto worker = Worker::Create(*state_, slots);
    EXPECT_TRUE(worker.ok()) << worker.status();
    return *std::move(worker);
  }

  // Waits for the writer.
  void FinishWriting() {
    ScanSummary summary;
    EXPECT_TRUE(writer_->Finish(summary).ok());
  }

  std::vector<probe::Endpoint> RefusedEndpoints(int count) {
    refuses_ = test::HoldSilentPort();
    std::vector<probe::Endpoint> endpoints;
    for (int i = 0; i < count; ++i) {
      endpoints.push_back(EndpointAt("refused-" + std::to_string(i), "127.0.0.1", refuses_.port));
    }
    return endpoints;
  }

  const pki::ChainJudge judge_ = JudgeThatTrusts({Good().root});
  FixedDateClock clock_;
  test::Listener refuses_;
  Written written_;
  std::unique_ptr<ListedTargets> targets_;
  std::unique_ptr<ResultWriter> writer_;
  std::unique_ptr<ScanState> state_;
};

TEST_F(WorkerTest, RunsUntilThePassIsDone) {
  Start(RefusedEndpoints(500), clock_);
  NewWorker(20)->Run();
  EXPECT_EQ(state_->pushed(), 500u);
  FinishWriting();
  EXPECT_EQ(written_.results.size(), 500u);
  // Everybody has left the gate.
  const base::IpAddress address = *base::IpAddress::Parse("127.0.0.1");
  EXPECT_TRUE(state_->gate().TryEnter(address));
  EXPECT_TRUE(state_->gate().TryEnter(address));
}

// What is judged beside the loop is judged as on it.
TEST_F(WorkerTest, LongChainsAreJudgedBesideTheLoop) {
  const std::vector<std::string> long_tail(40, Good().root.der);
  const test::ScriptedPeer peer(
      [&](test::Fd& connection, int visit) {
        ServeGood(connection, {}, visit % 2 == 0 ? long_tail : std::vector<std::string>());
      },
      "127.45.2.1");
  std::vector<probe::Endpoint> endpoints;
  for (int i = 0; i < 20; ++i) endpoints.push_back(EndpointAt("sps.example", "127.45.2.1", peer.port()));
  Start(std::move(endpoints), clock_);
  NewWorker(4)->Run();
  FinishWriting();
  ASSERT_EQ(written_.results.size(), 20u);
  size_t long_ones = 0;
  for (const probe::EndpointResult& result : written_.results) {
    EXPECT_EQ(result.verdict, pki::Verdict::kCompliant);
    if (result.chain.size() == 41) ++long_ones;
  }
  EXPECT_EQ(long_ones, 10u);
}

TEST_F(WorkerTest, WithoutEndpointsItEndsAtOnce) {
  Start({}, clock_);
  NewWorker(20)->Run();
  EXPECT_EQ(state_->pushed(), 0u);
}

TEST_F(WorkerTest, AnotherThreadMayStopIt) {
  const test::Listener silent = test::Listen();
  Start({EndpointAt("a.example", "127.0.0.1", silent.port), EndpointAt("b.example", "127.0.0.1", silent.port),
         EndpointAt("c.example", "127.0.0.1", silent.port)},
        clock_);
  const std::unique_ptr<Worker> worker = NewWorker(3);
  std::thread runs([&] { worker->Run(); });
  const test::Fd first = test::Accept(silent), second = test::Accept(silent);
  worker->Stop();
  runs.join();
  EXPECT_EQ(state_->pushed(), 0u);
}

TEST_F(WorkerTest, AStopBeforeItRunsIsNotForgotten) {
  const test::Listener silent = test::Listen();
  Start({EndpointAt("a.example", "127.0.0.1", silent.port)}, clock_);
  const std::unique_ptr<Worker> worker = NewWorker(1);
  worker->Stop();
  worker->Run();
  EXPECT_EQ(targets_->given(), 0u);
}

TEST_F(WorkerTest, WorkersShareThePass) {
  Start(RefusedEndpoints(2000), clock_);
  std::vector<std::unique_ptr<Worker>> workers;
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) workers.push_back(NewWorker(10));
  for (const auto& worker : workers) threads.emplace_back([&worker] { worker->Run(); });
  for (std::thread& thread : threads) thread.join();
  FinishWriting();
  std::vector<std::string> hosts;
  for (const probe::EndpointResult& result : written_.results) hosts.push_back(result.endpoint.host);
  std::sort(hosts.begin(), hosts.end());
  EXPECT_EQ(hosts.size(), 2000u);
  EXPECT_EQ(std::adjacent_find(hosts.begin(), hosts.end()), hosts.end());
}

TEST_F(WorkerTest, AFullQueueIsWaitedFor) {
  Start(RefusedEndpoints(200), clock_, {.queue_capacity = 1, .batch_limit = 1});
  NewWorker(10)->Run();
  EXPECT_EQ(state_->pushed(), 200u);
  FinishWriting();
  EXPECT_EQ(written_.results.size(), 200u);
}

// A thousand endpoints that fail at once (no address leads to fe80::1), one after the other in a slot that never has to
// wait: a handshake that is under way at the same time is served all the same.
TEST_F(WorkerTest, EndpointsThatFailAtOnceDoNotHoldUpTheOthers) {
  const test::ScriptedPeer peer([](test::Fd& connection, int) { ServeGood(connection); }, "127.45.1.1");
  std::vector<probe::Endpoint> endpoints = {EndpointAt("sps.example", "127.45.1.1", peer.port())};
  for (int i = 0; i < 1000; ++i) endpoints.push_back(EndpointAt("fails.example", "fe80::1", 443));
  const HurryingClock hurrying;
  Start(endpoints, hurrying);
  NewWorker(2)->Run();
  FinishWriting();
  const auto served = std::find_if(written_.results.begin(), written_.results.end(),
                                   [](const auto& result) { return result.endpoint.host == "sps.example"; });
  ASSERT_NE(served, written_.results.end());
  EXPECT_EQ(served->verdict, pki::Verdict::kCompliant);
  EXPECT_LT(served - written_.results.begin(), 500);
}

// The process stands still for an hour in the middle of each handshake: nobody is blamed for that.
TEST_F(WorkerTest, ALateWorkerBlamesNobody) {
  LeapingClock clock;
  std::vector<std::unique_ptr<test::ScriptedPeer>> peers;
  std::vector<probe::Endpoint> endpoints;
  for (int i = 1; i <= 5; ++i) {
    const std::string address = "127.45.2." + std::to_string(i);
    const auto serve = [&clock](test::Fd& connection, int) {
      const std::string hello = test::ReadSome(connection);
      clock.LeapAnHour();
      ServeGood(connection, hello);
    };
    peers.push_back(std::make_unique<test::ScriptedPeer>(serve, address));
    endpoints.push_back(EndpointAt("sps.example", address, peers.back()->port()));
  }
  Start(endpoints, clock);
  NewWorker(5)->Run();
  FinishWriting();
  ASSERT_EQ(written_.results.size(), 5u);
  for (const probe::EndpointResult& result : written_.results) {
    EXPECT_EQ(result.verdict, pki::Verdict::kCompliant);
  }
}

TEST_F(WorkerTest, WithoutDescriptorsThereIsNoWorker) {
  if (!test::kCanDoWithoutDescriptors) GTEST_SKIP() << "the sanitizer can't";
  Start(RefusedEndpoints(1), clock_);
  for (int more = 0; more < 4; ++more) {
    const test::DescriptorLimit limit(more);
    const auto worker = Worker::Create(*state_, 1);
    if (worker.ok()) continue;
    EXPECT_EQ(worker.status().code(), absl::StatusCode::kInternal);
    EXPECT_THAT(std::string(worker.status().message()), HasSubstr("Too many open files"));
  }
  const test::DescriptorLimit limit(0);
  EXPECT_FALSE(Worker::Create(*state_, 1).ok());
}

}  // namespace
}  // namespace certsweep::scanner
