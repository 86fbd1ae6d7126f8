#include "bench/handshake_batch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <ostream>
#include <vector>

namespace certsweep::bench {
namespace {

using ::testing::ElementsAre;

struct Case {
  LeafKey key;
  ServerVersion version;
  bool certificate_only;
};

void PrintTo(const Case& the, std::ostream* out) {
  *out << (the.key == LeafKey::kRsa2048 ? "RSA 2048" : "P-256")
       << (the.version == ServerVersion::kTls13 ? ", TLS 1.3" : ", TLS 1.2")
       << (the.certificate_only ? ", certificate only" : "");
}

class HandshakeBatchTest : public ::testing::TestWithParam<Case> {};

TEST_P(HandshakeBatchTest, EveryHandshakeEndsAsItIsMeantTo) {
  const absl::StatusOr<std::unique_ptr<MemoryEstate>> estate = MemoryEstate::Create(GetParam().key, 3);
  ASSERT_TRUE(estate.ok()) << estate.status();
  const absl::StatusOr<tls::ClientProfile> profile =
      tls::ClientProfile::Create({.certificate_only = GetParam().certificate_only});
  ASSERT_TRUE(profile.ok()) << profile.status();
  std::vector<size_t> done;
  const auto check = [&](size_t endpoint, tls::Conversation& client) {
    const tls::Observation& seen = client.observation();
    EXPECT_EQ(seen.outcome, GetParam().certificate_only ? tls::Outcome::kCertificateOnly : tls::Outcome::kComplete);
    EXPECT_EQ(seen.proof_of_possession, !GetParam().certificate_only);
    EXPECT_EQ(seen.version, GetParam().version == ServerVersion::kTls13 ? 0x0304 : 0x0303);
    done.push_back(endpoint);
  };
  EXPECT_TRUE(
      RunHandshakes(**estate, *profile, {.first = 2, .count = 4, .version = GetParam().version}, [](Side) {}, check));
  EXPECT_THAT(done, ElementsAre(2, 0, 1, 2));
}

INSTANTIATE_TEST_SUITE_P(All, HandshakeBatchTest,
                         ::testing::Values(Case{LeafKey::kEcdsaP256, ServerVersion::kTls13, false},
                                           Case{LeafKey::kEcdsaP256, ServerVersion::kTls12, false},
                                           Case{LeafKey::kRsa2048, ServerVersion::kTls13, false},
                                           Case{LeafKey::kRsa2048, ServerVersion::kTls12, false},
                                           Case{LeafKey::kEcdsaP256, ServerVersion::kTls13, true},
                                           Case{LeafKey::kRsa2048, ServerVersion::kTls12, true}));

// What is measured is one side alone: the server's last turn comes before the client's end.
TEST(HandshakeBatchTurnsTest, SidesTakeTurns) {
  const absl::StatusOr<std::unique_ptr<MemoryEstate>> estate = MemoryEstate::Create(LeafKey::kEcdsaP256, 1);
  ASSERT_TRUE(estate.ok()) << estate.status();
  const absl::StatusOr<tls::ClientProfile> profile = tls::ClientProfile::Create({});
  ASSERT_TRUE(profile.ok()) << profile.status();
  std::vector<Side> turns;
  bool done_in_clients_turn = false;
  EXPECT_TRUE(RunHandshakes(
      **estate, *profile, {.count = 2, .version = ServerVersion::kTls13}, [&](Side side) { turns.push_back(side); },
      [&](size_t, tls::Conversation&) { done_in_clients_turn = turns.back() == Side::kClient; }));
  EXPECT_THAT(turns, ElementsAre(Side::kClient, Side::kServer, Side::kClient, Side::kServer, Side::kClient));
  EXPECT_TRUE(done_in_clients_turn);
}

}  // namespace
}  // namespace certsweep::bench
