// Alerts of the server, at every stage: which one came is told, and what came before it is kept.

#include <openssl/ssl.h>

#include <string>
#include <utility>
#include <vector>

#include "engine/tls/handshake.h"
#include "gtest/gtest.h"
#include "tests/engine/tls/converse.h"
#include "tests/engine/tls/tls12_script.h"
#include "tests/engine/tls/tls13_script.h"
#include "tests/engine/tls/tls_bytes.h"
#include "tests/engine/tls/tls_server.h"
#include "tests/support/test_certificates.h"

namespace certsweep::tls {
namespace {

using test::CertificateBuilder;
using test::TestCertificate;
using test::TestKey;

const TestCertificate& Leaf() {
  static const auto* leaf = new TestCertificate(CertificateBuilder("leaf").Key(TestKey::Ed25519()).Build());
  return *leaf;
}

std::string AlertBody(uint8_t level, uint8_t description) { return U8(level) + U8(description); }

TEST(HandshakeAlertTest, TellsTheAlertThatAnsweredTheClientHello) {
  for (const uint8_t description : {SSL_AD_HANDSHAKE_FAILURE, SSL_AD_PROTOCOL_VERSION, SSL_AD_UNRECOGNIZED_NAME,
                                    SSL_AD_INTERNAL_ERROR, SSL_AD_CLOSE_NOTIFY, 255}) {
    for (const size_t chunk : {size_t{1}, kAll}) {
      const auto client = NewHandshake();
      const Talk talk = Converse(*client, Says(Alert(kFatal, description)), {.chunk = chunk});
      EXPECT_EQ(talk.want, Want::kDone);
      EXPECT_EQ(talk.last_output, "") << "an alert is not answered";
      const Observation& observation = client->observation();
      EXPECT_EQ(observation.outcome, Outcome::kAlert);
      EXPECT_EQ(observation.alert, description);
      EXPECT_EQ(observation.version, 0);
      EXPECT_FALSE(observation.certificate_seen);
    }
  }
}

// SSL 3 to TLS 1.3, and whatever an old server writes there.
TEST(HandshakeAlertTest, TakesAnAlertOfAnyRecordVersion) {
  for (const uint16_t version : {0x0300, 0x0301, 0x0303, 0x0304, 0x03ff}) {
    const Observation observation = Observe(Says(Record(kAlertRecord, AlertBody(kFatal, 70), version)));
    EXPECT_EQ(observation.outcome, Outcome::kAlert) << version;
    EXPECT_EQ(observation.alert, 70);
  }
}

struct Expected {
  bool seen;
  bool proof;
};

void ExpectAlert(const Peer& peer, const Expected& expected) {
  for (const size_t chunk : {size_t{1}, size_t{7}, kAll}) {
    auto copy = peer;  // a peer answers once
    const Observation observation = Observe(copy, {.chunk = chunk});
    EXPECT_EQ(observation.outcome, Outcome::kAlert) << chunk;
    EXPECT_EQ(observation.alert, SSL_AD_ACCESS_DENIED) << chunk;
    EXPECT_EQ(observation.error, "");
    EXPECT_EQ(observation.certificate_seen, expected.seen) << chunk;
    EXPECT_EQ(ChainOf(observation), expected.seen ? std::vector{Leaf().der} : std::vector<std::string>());
    EXPECT_EQ(observation.proof_of_possession, expected.proof) << chunk;
  }
}

// After the first `stage` messages of the flight.
TEST(HandshakeAlertTest, KeepsWhatCameBeforeItInTls12) {
  for (int stage = 1; stage <= 5; ++stage) {
    SCOPED_TRACE(stage);
    ExpectAlert(
        [stage](std::string_view hello) {
          Tls12Script script(hello);
          std::string flight = script.ServerHello();
          if (stage > 1) flight += script.Certificate({Leaf().der});
          if (stage > 2) flight += script.ServerKeyExchange(Leaf().key, SSL_SIGN_ED25519);
          if (stage > 3) flight += script.CertificateRequest();
          if (stage > 4) flight += script.ServerHelloDone();
          return flight + Alert(kFatal, SSL_AD_ACCESS_DENIED);
        },
        {.seen = stage > 1, .proof = stage > 2});
  }
}

TEST(HandshakeAlertTest, KeepsWhatCameBeforeItInTls13) {
  for (const uint8_t level : {kWarning, kFatal}) {  // the level means nothing here (RFC 8446, 6)
    for (int stage = 1; stage <= 5; ++stage) {
      SCOPED_TRACE(stage);
      ExpectAlert(
          [stage, level](std::string_view hello) {
            Tls13Script script(hello);
            std::string flight = script.ServerHello();
            if (stage > 1) flight += script.EncryptedExtensions();
            if (stage > 2) flight += script.CertificateRequest();
            if (stage > 3) flight += script.Certificate({Leaf().der});
            if (stage > 4) flight += script.CertificateVerify(Leaf().key, SSL_SIGN_ED25519);
            return flight + script.Seal(kAlertRecord, AlertBody(level, SSL_AD_ACCESS_DENIED));
          },
          {.seen = stage > 3, .proof = stage > 4});
    }
  }
}

// RFC 6066, 3 lets a server warn and go on.
TEST(HandshakeAlertTest, GoesOnAfterAWarning) {
  for (const int warnings : {1, 4}) {
    std::string before;
    for (int i = 0; i < warnings; ++i) before += Alert(kWarning, SSL_AD_UNRECOGNIZED_NAME);
    for (const uint16_t version : {TLS1_VERSION, TLS1_2_VERSION, TLS1_3_VERSION}) {
      TlsServer server(CertificateBuilder("leaf").Build(), {.max_version = version});
      const auto peer = [&](std::string_view input) { return std::exchange(before, "") + server.Receive(input); };
      EXPECT_EQ(Observe(peer).outcome, Outcome::kComplete) << version;
    }
  }
}

TEST(HandshakeAlertTest, TakesCloseNotifyAsAnEnd) {
  EXPECT_EQ(Observe(Says(Alert(kWarning, SSL_AD_CLOSE_NOTIFY))).outcome, Outcome::kClosed);
  const auto after_certificate = [](std::string_view hello) {
    Tls12Script script(hello);
    return Join({script.ServerHello(), script.Certificate({Leaf().der}), Alert(kWarning, SSL_AD_CLOSE_NOTIFY)});
  };
  const Observation observation = Observe(after_certificate);
  EXPECT_EQ(observation.outcome, Outcome::kClosed);
  EXPECT_EQ(ChainOf(observation), std::vector{Leaf().der});
}

TEST(HandshakeAlertTest, TakesCloseNotifyOfTls13AsAnEnd) {
  const auto after_certificate = [](std::string_view hello) {
    Tls13Script script(hello);
    return Join({script.ServerHello(), script.EncryptedExtensions(), script.Certificate({Leaf().der}),
                 script.Seal(kAlertRecord, AlertBody(kWarning, SSL_AD_CLOSE_NOTIFY))});
  };
  const Observation observation = Observe(after_certificate);
  EXPECT_EQ(observation.outcome, Outcome::kClosed);
  EXPECT_EQ(ChainOf(observation), std::vector{Leaf().der});
}

TEST(HandshakeAlertTest, RefusesAnAlertThatIsNone) {
  struct {
    std::string body;
    const char* error;
  } const kCases[] = {
      {"", "SSL:BAD_ALERT"},                                             //
      {"\x02", "SSL:BAD_ALERT"},                                         // half an alert
      {AlertBody(kFatal, 40) + AlertBody(kFatal, 40), "SSL:BAD_ALERT"},  // two in a record
      {AlertBody(0, 40), "SSL:UNKNOWN_ALERT_TYPE"},                      //
      {AlertBody(3, 40), "SSL:UNKNOWN_ALERT_TYPE"},                      //
      {std::string(1 << 14, '\x02'), "SSL:BAD_ALERT"},
  };
  for (const auto& c : kCases) {
    const Observation observation = Observe(Says(Record(kAlertRecord, c.body)));
    EXPECT_EQ(observation.outcome, Outcome::kHandshakeFailed) << c.body.size();
    EXPECT_EQ(observation.error, c.error) << c.body.size();
    EXPECT_EQ(observation.alert, 0);
  }
}

}  // namespace
}  // namespace certsweep::tls
