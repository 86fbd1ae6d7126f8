// A server may fall silent, close or reset after any byte. What came before that is kept.

#include <openssl/ssl.h>

#include <string>
#include <vector>

#include "engine/tls/handshake.h"
#include "gtest/gtest.h"
#include "tests/engine/tls/converse.h"
#include "tests/engine/tls/scripted_conversation.h"
#include "tests/engine/tls/tls_bytes.h"
#include "tests/engine/tls/tls_server.h"
#include "tests/support/test_certificates.h"

namespace certsweep::tls {
namespace {

using test::CertificateBuilder;
using test::TestCertificate;
using test::TestKey;

struct End {
  StreamEnd end;
  Outcome outcome;
};
constexpr End kEnds[] = {
    {StreamEnd::kClosed, Outcome::kClosed},
    {StreamEnd::kReset, Outcome::kReset},
    {StreamEnd::kTimeout, Outcome::kTimeout},
};

const TestCertificate& Leaf() {
  static const auto* leaf = new TestCertificate(CertificateBuilder("leaf").Key(TestKey::Ed25519()).Build());
  return *leaf;
}

ScriptedConversation Tls13() { return HealthyTls13({Leaf().der}, TestKey::Ed25519(), SSL_SIGN_ED25519); }
ScriptedConversation Tls12() { return HealthyTls12({Leaf().der}, TestKey::Ed25519(), SSL_SIGN_ED25519); }

// One byte or more, and no whole record header: that is no TLS yet.
bool IsFragment(size_t size) { return size > 0 && size < kRecordHeader; }

Outcome ExpectedOutcome(size_t size, const End& end) { return IsFragment(size) ? Outcome::kNotTls : end.outcome; }

void ExpectTruncatedAt(size_t size, const End& end, const Milestones& at, const Observation& observation) {
  EXPECT_EQ(observation.outcome, ExpectedOutcome(size, end));
  EXPECT_EQ(observation.first_bytes.size(), IsFragment(size) ? size : 0);
  EXPECT_EQ(observation.bytes_received, size);
  EXPECT_EQ(observation.version != 0, size >= at.server_hello);
  EXPECT_EQ(observation.certificate_seen, size >= at.certificate);
  EXPECT_EQ(ChainOf(observation), size >= at.certificate ? std::vector{Leaf().der} : std::vector<std::string>());
  EXPECT_EQ(observation.proof_of_possession, size >= at.signature);
  EXPECT_EQ(observation.signature_algorithm != 0, size >= at.signature);
}

void ExpectTruncationsToBeRight(ScriptedConversation (*make)()) {
  const ScriptedConversation whole = make();
  ASSERT_EQ(Observe(whole.peer).outcome, Outcome::kComplete);
  for (size_t size = 0; size < whole.milestones->end; ++size) {
    for (const End& end : kEnds) {
      SCOPED_TRACE(testing::Message() << size << " bytes, then " << OutcomeName(end.outcome));
      const auto client = NewHandshake();
      ASSERT_EQ(Converse(*client, make().peer, {.limit = size}).want, Want::kRead);
      client->Finish(end.end);
      ExpectTruncatedAt(size, end, *whole.milestones, client->observation());
    }
    if (testing::Test::HasFailure()) return;
  }
}

TEST(HandshakeTruncationTest, KeepsWhatCameOfTls13) { ExpectTruncationsToBeRight(Tls13); }
TEST(HandshakeTruncationTest, KeepsWhatCameOfTls12) { ExpectTruncationsToBeRight(Tls12); }

// By a server of BoringSSL, and without a milestone to go by: what is known only ever grows.
TEST(HandshakeTruncationTest, NeverKnowsLessByMoreBytes) {
  const TestCertificate leaf = CertificateBuilder("leaf").Key(TestKey::Rsa(1024)).Build();
  for (const uint16_t version : {TLS1_VERSION, TLS1_1_VERSION, TLS1_2_VERSION, TLS1_3_VERSION}) {
    const ServerOptions options = {.min_version = version, .max_version = version};
    bool seen = false, proof = false, complete = false;
    for (size_t size = 0; !complete; ++size) {
      SCOPED_TRACE(size);
      const Observation observation = Observe(ServerPeer(leaf, options), {.limit = size});
      complete = observation.outcome == Outcome::kComplete;
      if (!complete) {
        ASSERT_EQ(observation.outcome, ExpectedOutcome(size, kEnds[0]));
      }
      ASSERT_GE(observation.certificate_seen, seen);
      ASSERT_GE(observation.proof_of_possession, proof);
      seen = observation.certificate_seen;
      proof = observation.proof_of_possession;
      ASSERT_LE(proof, seen);
      ASSERT_EQ(ChainOf(observation), seen ? std::vector{leaf.der} : std::vector<std::string>());
    }
    EXPECT_TRUE(proof);
  }
}

TEST(HandshakeTruncationTest, NeedsTheCertificateAloneWhereThatIsAllThatIsWanted) {
  for (const auto make : {Tls13, Tls12}) {
    const ScriptedConversation whole = make();
    ASSERT_EQ(Observe(whole.peer).outcome, Outcome::kComplete);
    const ClientProfileOptions options = {.certificate_only = true};
    const size_t needed = whole.milestones->certificate;
    EXPECT_EQ(Observe(make().peer, {.limit = needed - 1}, options).outcome, Outcome::kClosed);
    EXPECT_EQ(Observe(make().peer, {.limit = needed}, options).outcome, Outcome::kCertificateOnly);
  }
}

TEST(HandshakeTruncationTest, BlamesNobodyForAFailureOfOurOwn) {
  for (const size_t size : {0, 3, 200}) {
    const auto client = NewHandshake();
    Converse(*client, Tls13().peer, {.limit = size});
    client->Finish(StreamEnd::kLocalFailure);
    EXPECT_EQ(client->observation().outcome, Outcome::kLocalFailure) << size;
  }
}

}  // namespace
}  // namespace certsweep::tls
