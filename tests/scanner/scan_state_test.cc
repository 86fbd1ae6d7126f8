#include "scanner/scan_state.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/scanner/scan_fakes.h"
#include "tests/support/manual_clock.h"

namespace certsweep::scanner {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ScanStateTest : public ::testing::Test {
 protected:
  ScanState& Start(const ScanOptions& options, std::vector<probe::Endpoint> endpoints, bool json = false) {
    targets_ = std::make_unique<ListedTargets>(std::move(endpoints));
    targets_->SetColumnNames({"site"});
    auto sink = std::make_unique<RememberingSink>(written_);
    sink->json = json;
    std::vector<std::unique_ptr<Sink>> sinks;
    sinks.push_back(std::move(sink));
    writer_ = std::make_unique<ResultWriter>(std::move(sinks), ResultWriterOptions(), nullptr);
    state_ = std::make_unique<ScanState>(*targets_, judge_, *writer_, options, clock_, stop_);
    return *state_;
  }

  static probe::ProbeReport TimedOut() {
    probe::ProbeReport report;
    report.stage = probe::ProbeStage::kConnect;
    report.connect_error = net::ConnectError::kTimeout;
    return report;
  }

  static probe::ProbeReport Refused() {
    probe::ProbeReport report;
    report.stage = probe::ProbeStage::kConnect;
    report.connect_error = net::ConnectError::kRefused;
    return report;
  }

  // Hosts of all that Next gives.
  std::vector<std::string> Rest() {
    std::vector<std::string> hosts;
    while (const auto endpoint = state_->Next()) hosts.push_back(endpoint->host);
    return hosts;
  }

  const pki::ChainJudge judge_ = JudgeThatTrusts({});
  test::ManualClock clock_;
  std::stop_source stop_;
  Written written_;
  std::unique_ptr<ListedTargets> targets_;
  std::unique_ptr<ResultWriter> writer_;
  std::unique_ptr<ScanState> state_;
};

TEST_F(ScanStateTest, TheFirstPassGoesOverTheTargets) {
  ScanState& state = Start({}, {EndpointOf("10.0.0.1", 443), EndpointOf("10.0.0.2", 443)});
  EXPECT_EQ(state.expected(), 2u);
  ASSERT_TRUE(state.BeginPass(0));
  EXPECT_THAT(Rest(), ElementsAre("10.0.0.1", "10.0.0.2"));
  EXPECT_THAT(Rest(), IsEmpty());
}

TEST_F(ScanStateTest, WhatMayBeTransientIsPutAsideForTheNextPass) {
  ScanState& state = Start({.retries = 2}, {EndpointOf("10.0.0.1", 443), EndpointOf("10.0.0.2", 443)});
  ASSERT_TRUE(state.BeginPass(0));
  probe::Endpoint first = *state.Next();
  first.columns = {{"site", "HQ"}};
  EXPECT_FALSE(state.Judge(first, TimedOut()));
  const auto certain = state.Judge(*state.Next(), Refused());
  ASSERT_TRUE(certain);
  EXPECT_EQ(certain->result.attempts, 1);
  ASSERT_TRUE(state.BeginPass(1));
  const auto again = state.Next();
  ASSERT_TRUE(again);
  EXPECT_EQ(again->host, "10.0.0.1");
  EXPECT_EQ(again->columns, first.columns);
  EXPECT_FALSE(state.Next());
  EXPECT_FALSE(state.Judge(*again, TimedOut()));
  ASSERT_TRUE(state.BeginPass(2));
  // The last pass: what it comes to is the result.
  const auto last = state.Judge(*state.Next(), TimedOut());
  ASSERT_TRUE(last);
  EXPECT_EQ(last->result.attempts, 3);
  EXPECT_EQ(last->result.verdict, pki::Verdict::kUnreachable);
  EXPECT_THAT(Codes(last->result), ElementsAre(pki::FindingCode::kConnectTimeout));
}

TEST_F(ScanStateTest, WithoutAnythingToRetryThereIsNoFurtherPass) {
  ScanState& state = Start({.retries = 1}, {EndpointOf("10.0.0.1", 443)});
  ASSERT_TRUE(state.BeginPass(0));
  ASSERT_TRUE(state.Judge(*state.Next(), Refused()));
  EXPECT_FALSE(state.BeginPass(1));
  EXPECT_TRUE(state.status().ok());
  EXPECT_FALSE(state.stopping());
}

TEST_F(ScanStateTest, WithoutRetriesTheFirstAttemptCounts) {
  ScanState& state = Start({.retries = 0}, {EndpointOf("10.0.0.1", 443)});
  ASSERT_TRUE(state.BeginPass(0));
  const auto finished = state.Judge(*state.Next(), TimedOut());
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->result.attempts, 1);
}

// A certificate that was seen is judged at once: the next attempt might not see it.
TEST_F(ScanStateTest, ACertificateIsNotPutAside) {
  ScanState& state = Start({.retries = 1}, {EndpointOf("10.0.0.1", 443)});
  ASSERT_TRUE(state.BeginPass(0));
  probe::ProbeReport report;
  report.stage = probe::ProbeStage::kHandshake;
  report.observation.outcome = tls::Outcome::kTimeout;
  report.observation.certificate_seen = true;
  const std::string& der = Good().leaf.der;
  const base::Bytes bytes = base::AsBytes(der);
  report.observation.chain.emplace_back(CRYPTO_BUFFER_new(bytes.data(), bytes.size(), nullptr));
  const auto finished = state.Judge(*state.Next(), report);
  ASSERT_TRUE(finished);
  EXPECT_TRUE(finished->result.certificate_seen);
  EXPECT_FALSE(state.BeginPass(1));
}

TEST_F(ScanStateTest, ResultsHaveTheTimeOfTheClock) {
  ScanState& state = Start({.retries = 0}, {EndpointOf("10.0.0.1", 443), EndpointOf("10.0.0.2", 443)});
  ASSERT_TRUE(state.BeginPass(0));
  EXPECT_EQ(state.Judge(*state.Next(), Refused())->result.time_unix_seconds, clock_.NowUnixSeconds());
  clock_.AdvanceSeconds(60);
  EXPECT_EQ(state.Judge(*state.Next(), Refused())->result.time_unix_seconds, clock_.NowUnixSeconds());
}

TEST_F(ScanStateTest, JsonIsRenderedWhereASinkWantsIt) {
  ScanState& without = Start({.retries = 0}, {EndpointOf("10.0.0.1", 443)});
  ASSERT_TRUE(without.BeginPass(0));
  EXPECT_EQ(without.Judge(*without.Next(), Refused())->json_line, "");
  ScanState& with = Start({.retries = 0}, {EndpointOf("10.0.0.1", 443)}, true);
  ASSERT_TRUE(with.BeginPass(0));
  EXPECT_THAT(with.Judge(*with.Next(), Refused())->json_line, ::testing::StartsWith(R"({"target":"10.0.0.1:443")"));
}

TEST_F(ScanStateTest, NamesBecomeAsManyEndpointsAsTheyHaveAddresses) {
  ScanState& state = Start({}, {EndpointOf("a.example", 443), EndpointOf("b.example", 443)});
  state.CountAddresses(3, 1);
  EXPECT_EQ(state.expected(), 4u);
  EXPECT_EQ(state.excluded_addresses(), 1u);
  state.CountAddresses(0, 2);  // all of them are excluded
  EXPECT_EQ(state.expected(), 3u);
  EXPECT_EQ(state.excluded_addresses(), 3u);
}

TEST_F(ScanStateTest, AStopEndsThePass) {
  ScanState& state = Start({}, {EndpointOf("10.0.0.1", 443), EndpointOf("10.0.0.2", 443)});
  ASSERT_TRUE(state.BeginPass(0));
  ASSERT_TRUE(state.Next());
  stop_.request_stop();
  EXPECT_TRUE(state.stopping());
  EXPECT_FALSE(state.Next());
  EXPECT_TRUE(state.status().ok());
}

TEST_F(ScanStateTest, TheFirstFailureIsKeptAndEndsTheScan) {
  ScanState& state = Start({}, {EndpointOf("10.0.0.1", 443)});
  state.Fail(absl::ResourceExhaustedError("disk full"));
  state.Fail(absl::InternalError("and then this"));
  EXPECT_EQ(state.status(), absl::ResourceExhaustedError("disk full"));
  EXPECT_TRUE(state.stopping());
  EXPECT_TRUE(stop_.stop_requested());
}

TEST_F(ScanStateTest, TargetsThatBreakOffAreAFailure) {
  ScanState& state = Start({}, {EndpointOf("10.0.0.1", 443), EndpointOf("10.0.0.2", 443)});
  targets_->FailAfter(1);
  ASSERT_TRUE(state.BeginPass(0));
  EXPECT_THAT(Rest(), ElementsAre("10.0.0.1"));
  EXPECT_EQ(state.status(), absl::InternalError("the list of targets broke off"));
}

TEST_F(ScanStateTest, WithoutRoomForRetriesThereIsNoPass) {
  ScanState& state = Start({.retries = 1}, {EndpointOf("10.0.0.1", 443)});
  const char* before = std::getenv("TMPDIR");
  const std::string kept = before == nullptr ? "" : before;
  ::setenv("TMPDIR", "/nonexistent-folder", 1);
  EXPECT_FALSE(state.BeginPass(0));
  if (before == nullptr) {
    ::unsetenv("TMPDIR");
  } else {
    ::setenv("TMPDIR", kept.c_str(), 1);
  }
  EXPECT_EQ(state.status().code(), absl::StatusCode::kNotFound);
  EXPECT_TRUE(state.stopping());
}

TEST_F(ScanStateTest, StartsAreReserved) {
  const base::IpAddress address = *base::IpAddress::Parse("10.0.0.1");
  ScanState& limited = Start({.rate = 2}, {});
  EXPECT_EQ(limited.ReserveStart(address), 0);
  EXPECT_EQ(limited.ReserveStart(address), 500'000);
  clock_.AdvanceSeconds(10);
  EXPECT_EQ(limited.ReserveStart(address), 0);
  ScanState& unlimited = Start({}, {});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(unlimited.ReserveStart(address), 0);
}

// Two workers take, judge, put aside and count at the same time.
TEST_F(ScanStateTest, WorkersShareIt) {
  std::vector<probe::Endpoint> endpoints;
  for (int i = 0; i < 2000; ++i) endpoints.push_back(EndpointOf("10.0.0." + std::to_string(i % 250), 443));
  ScanState& state = Start({.rate = 1e9, .retries = 1}, endpoints);
  std::atomic<int> judged = 0, reserved = 0;
  const auto work = [&] {
    int number = 0;
    while (const auto endpoint = state.Next()) {
      reserved += state.ReserveStart(*endpoint->address) == 0 ? 1 : 0;
      if (state.Judge(*endpoint, ++number % 2 == 0 ? TimedOut() : Refused())) {
        state.CountPushed();
        ++judged;
      }
      state.CountAddresses(1, 0);
    }
  };
  for (int pass = 0; pass < 2; ++pass) {
    ASSERT_TRUE(state.BeginPass(pass));
    std::thread other(work);
    work();
    other.join();
  }
  EXPECT_EQ(judged, 2000);
  EXPECT_EQ(state.pushed(), 2000u);
  EXPECT_EQ(state.expected(), 2000u);
  EXPECT_TRUE(state.status().ok());
}

}  // namespace
}  // namespace certsweep::scanner
