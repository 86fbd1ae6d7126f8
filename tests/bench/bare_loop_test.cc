#include "bench/bare_loop.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "bench/lab/lab.h"

namespace certsweep::bench {
namespace {

class BareLoopTest : public ::testing::Test {
 protected:
  void StartLab(int endpoints, lab::LabMix mix) {
    absl::StatusOr<std::unique_ptr<lab::Lab>> lab =
        lab::Lab::Start({.endpoints = endpoints, .mix = std::move(mix), .port = 0});
    ASSERT_TRUE(lab.ok()) << lab.status();
    lab_ = *std::move(lab);
  }

  BareLoopResult Run(const BareLoopOptions& options) {
    const absl::StatusOr<tls::ClientProfile> profile = tls::ClientProfile::Create({});
    EXPECT_TRUE(profile.ok()) << profile.status();
    std::vector<probe::Endpoint> endpoints;
    for (const lab::LabEndpoint& one : lab_->endpoints()) {
      probe::Endpoint& endpoint = endpoints.emplace_back();
      endpoint.host = one.host;
      endpoint.address = one.address;
      endpoint.port = one.port;
    }
    const absl::StatusOr<BareLoopResult> result = RunBareLoop(*profile, endpoints, options, base::SystemClock());
    EXPECT_TRUE(result.ok()) << result.status();
    return result.value_or(BareLoopResult());
  }

  std::unique_ptr<lab::Lab> lab_;
};

TEST_F(BareLoopTest, CompletesAHandshakeWithEveryEndpointThroughFewSlots) {
  StartLab(60, {{lab::LabKind::kGoodEcdsa, 1}, {lab::LabKind::kGoodRsa, 1}, {lab::LabKind::kTls12Only, 1}});
  const BareLoopResult result = Run({.concurrency = 7});
  EXPECT_EQ(result.completed, 60u);
  EXPECT_EQ(result.failed, 0u);
}

TEST_F(BareLoopTest, ManySlotsAreNoMoreThanTheEndpoints) {
  StartLab(3, {{lab::LabKind::kGoodEcdsa, 1}});
  EXPECT_EQ(Run({.concurrency = 500}).completed, 3u);
}

TEST_F(BareLoopTest, AFlightInManyPiecesIsPutTogether) {
  StartLab(2, {{lab::LabKind::kByteAtATime, 1}});
  EXPECT_EQ(Run({.concurrency = 2}).completed, 2u);
}

TEST_F(BareLoopTest, CountsWhatDoesNotComplete) {
  StartLab(70, {{lab::LabKind::kGoodEcdsa, 3},
                {lab::LabKind::kCloses, 1},
                {lab::LabKind::kResets, 1},
                {lab::LabKind::kSsh, 1},
                {lab::LabKind::kRefuses, 1}});
  const BareLoopResult result = Run({.concurrency = 10});
  EXPECT_EQ(result.completed, 30u);
  EXPECT_EQ(result.failed, 40u);
}

TEST_F(BareLoopTest, EndsWhenItsTimeIsUp) {
  StartLab(4, {{lab::LabKind::kSilent, 1}});
  const BareLoopResult result = Run({.concurrency = 2, .time_limit_us = 300'000});
  EXPECT_EQ(result.completed, 0u);
  EXPECT_EQ(result.failed, 4u);
}

}  // namespace
}  // namespace certsweep::bench
