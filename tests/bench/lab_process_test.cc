#include "bench/lab_process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cerrno>

#include "bench/bare_loop.h"

namespace certsweep::bench {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

// Port 0: the first endpoint's, from the inventory's second line.
uint16_t PortOf(const std::string& inventory) {
  const size_t line = inventory.find('\n') + 1;
  return static_cast<uint16_t>(std::stoi(inventory.substr(inventory.find(',', line) + 1)));
}

TEST(LabProcessTest, ServesUntilItIsDestroyed) {
  probe::Endpoint endpoint;
  endpoint.host = "sps-00001.lab.example";
  endpoint.address = base::IpAddress::V4(0x7f140001);
  const absl::StatusOr<tls::ClientProfile> profile = tls::ClientProfile::Create({});
  ASSERT_TRUE(profile.ok()) << profile.status();
  const auto completed = [&] {
    const absl::StatusOr<BareLoopResult> result =
        RunBareLoop(*profile, std::span(&endpoint, 1), {.time_limit_us = 10'000'000}, base::SystemClock());
    return result.ok() ? result->completed : 0;
  };
  {
    const absl::StatusOr<std::unique_ptr<LabProcess>> lab =
        LabProcess::Start({.endpoints = 2, .mix = {{lab::LabKind::kGoodEcdsa, 1}}, .port = 0});
    ASSERT_TRUE(lab.ok()) << lab.status();
    EXPECT_THAT((*lab)->inventory_csv(), StartsWith("host,port,address,names"));
    EXPECT_THAT((*lab)->trust_pem(), StartsWith("-----BEGIN CERTIFICATE-----"));
    endpoint.port = PortOf((*lab)->inventory_csv());
    EXPECT_EQ(completed(), 1u);
  }
  EXPECT_EQ(completed(), 0u);
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST(LabProcessTest, SaysWhyItDoesNotStart) {
  const absl::StatusOr<std::unique_ptr<LabProcess>> lab = LabProcess::Start({.endpoints = 0, .mix = {}});
  EXPECT_EQ(lab.status().code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(lab.status().message()), HasSubstr("a lab of 0 endpoints"));
}

}  // namespace
}  // namespace certsweep::bench
