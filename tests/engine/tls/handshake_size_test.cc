// Certificate messages of every size: what is allowed is kept whole, what is beyond the limits is told as that.

#include <openssl/ssl.h>

#include <string>
#include <vector>

#include "engine/tls/certificate_message.h"
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

Peer Tls13With(const std::vector<std::string>& chain) {
  return [=](std::string_view hello) { return Tls13Script(hello).Flight(chain, Leaf().key, SSL_SIGN_ED25519); };
}

// Without the end of the handshake: it is the flight that counts.
Peer Tls12With(const std::vector<std::string>& chain) {
  return AtClientHello(
      [=](std::string_view hello) { return Tls12Script(hello).Flight(chain, Leaf().key, SSL_SIGN_ED25519); });
}

std::vector<std::string> ChainOfSize(size_t count) { return std::vector<std::string>(count, Leaf().der); }

// The leaf, and filling that makes the message's body exactly `size` bytes.
std::vector<std::string> ChainForBody(size_t size, CertificateMessageForm form) {
  const size_t without = CertificateBody({Leaf().der, ""}, form).size();
  return {Leaf().der, std::string(size - without, 'x')};
}

void ExpectTooLarge(const Observation& observation, const std::string& error) {
  EXPECT_EQ(observation.outcome, Outcome::kCertificateTooLarge);
  EXPECT_EQ(observation.error, error);
  EXPECT_FALSE(observation.proof_of_possession);
}

TEST(HandshakeSizeTest, ReadsOneHundredCertificatesAndNoMore) {
  for (const size_t count : {1, 99, 100}) {
    const Observation tls13 = Observe(Tls13With(ChainOfSize(count)));
    EXPECT_EQ(tls13.outcome, Outcome::kComplete);
    EXPECT_EQ(ChainOf(tls13), ChainOfSize(count));
    const Observation tls12 = Observe(Tls12With(ChainOfSize(count)));
    EXPECT_TRUE(tls12.proof_of_possession);
    EXPECT_EQ(ChainOf(tls12), ChainOfSize(count));
  }
  for (const size_t count : {101, 500}) {
    for (const auto& peer : {Tls13With(ChainOfSize(count)), Tls12With(ChainOfSize(count))}) {
      for (const bool certificate_only : {false, true}) {
        const Observation observation = Observe(peer, {}, {.certificate_only = certificate_only});
        ExpectTooLarge(observation, "more than 100 certificates");
        EXPECT_TRUE(observation.certificate_seen);
        EXPECT_EQ(ChainOf(observation), ChainOfSize(100));
      }
    }
  }
}

TEST(HandshakeSizeTest, ReadsOneMebibyteAndNoMore) {
  using enum CertificateMessageForm;
  const auto tls13 = ChainForBody(kMaxCertificateMessage, kTls13), tls12 = ChainForBody(kMaxCertificateMessage, kTls12);
  EXPECT_EQ(ChainOf(Observe(Tls13With(tls13))), tls13);
  EXPECT_EQ(ChainOf(Observe(Tls12With(tls12))), tls12);
  EXPECT_TRUE(Observe(Tls13With(tls13)).proof_of_possession);
  EXPECT_TRUE(Observe(Tls12With(tls12)).proof_of_possession);
  for (const size_t size : {kMaxCertificateMessage + 1, 3 * kMaxCertificateMessage}) {
    for (const auto& peer : {Tls13With(ChainForBody(size, kTls13)), Tls12With(ChainForBody(size, kTls12))}) {
      const Observation observation = Observe(peer);
      ExpectTooLarge(observation, "Certificate message over 1 MiB");
      EXPECT_FALSE(observation.certificate_seen);
    }
  }
}

// Nor is it held: the header of the message is enough.
TEST(HandshakeSizeTest, RefusesALargeMessageByItsHeader) {
  const auto header = [](std::string_view hello) {
    Tls12Script script(hello);
    const std::string message = Message(SSL3_MT_CERTIFICATE, std::string((1 << 24) - 1, 'x'));
    return script.ServerHello() + HandshakeRecords(message.substr(0, 4));
  };
  const auto client = NewHandshake();
  EXPECT_EQ(Converse(*client, header).want, Want::kDone);
  ExpectTooLarge(client->observation(), "Certificate message over 1 MiB");
}

TEST(HandshakeSizeTest, TellsOtherLargeMessagesApart) {
  const auto large = [](uint8_t type) { return HandshakeRecords(Message(type, std::string(2 << 20, 'x'))); };
  const auto server_hello = [&](std::string_view) { return large(SSL3_MT_SERVER_HELLO); };
  const auto key_exchange = [&](std::string_view hello) {
    Tls12Script script(hello);
    return Join({script.ServerHello(), script.Certificate({Leaf().der}), large(SSL3_MT_SERVER_KEY_EXCHANGE)});
  };
  const auto extensions = [&](std::string_view hello) {
    Tls13Script script(hello);
    return Join({script.ServerHello(), script.Send(SSL3_MT_ENCRYPTED_EXTENSIONS, std::string(2 << 20, 'x'))});
  };
  for (const Peer& peer : {Peer(server_hello), Peer(key_exchange), Peer(extensions)}) {
    const Observation observation = Observe(peer);
    EXPECT_EQ(observation.outcome, Outcome::kHandshakeFailed);
    EXPECT_EQ(observation.error, "SSL:EXCESSIVE_MESSAGE_SIZE");
  }
}

TEST(HandshakeSizeTest, TellsAnEmptyList) {
  for (const auto& peer : {Tls13With({}), Tls12With({})}) {
    for (const bool certificate_only : {false, true}) {
      const Observation observation = Observe(peer, {}, {.certificate_only = certificate_only});
      EXPECT_EQ(observation.outcome, Outcome::kHandshakeFailed);
      EXPECT_EQ(observation.error, "empty certificate list");
      EXPECT_TRUE(observation.certificate_list_empty);
      EXPECT_FALSE(observation.certificate_seen);
      EXPECT_FALSE(observation.proof_of_possession);
    }
  }
}

TEST(HandshakeSizeTest, KeepsWhatCanBeReadOfAMalformedList) {
  const auto peer = [](std::string_view hello) {
    Tls12Script script(hello);
    const std::string torn = Prefixed24(Leaf().der) + U24(1000) + "too short";
    return Join({script.ServerHello(), script.Send(SSL3_MT_CERTIFICATE, Prefixed24(torn))});
  };
  for (const bool certificate_only : {false, true}) {
    const Observation observation = Observe(peer, {}, {.certificate_only = certificate_only});
    EXPECT_EQ(observation.outcome, Outcome::kHandshakeFailed);
    EXPECT_EQ(observation.error, "malformed Certificate message");
    EXPECT_EQ(ChainOf(observation), std::vector{Leaf().der});
  }
}

TEST(HandshakeSizeTest, KeepsALeafWithASubjectOf64Kib) {
  const std::string subject = test::CommonName(std::string(1 << 16, 'n'));
  const TestCertificate leaf = CertificateBuilder("leaf").Subject(subject).Build();
  for (const uint16_t version : {TLS1_VERSION, TLS1_2_VERSION, TLS1_3_VERSION}) {
    const Observation observation = Observe(ServerPeer(leaf, ServerOptions{.max_version = version}));
    EXPECT_EQ(observation.outcome, Outcome::kComplete);
    EXPECT_EQ(ChainOf(observation), std::vector{leaf.der});
  }
}

TEST(HandshakeSizeTest, KeepsALeafWith50000Names) {
  CertificateBuilder builder("leaf");
  for (int i = 0; i < 50000; ++i) builder.Dns("n" + std::to_string(i) + ".example");
  const TestCertificate leaf = builder.Build();
  ASSERT_GT(leaf.der.size(), 700000u);
  for (const uint16_t version : {TLS1_VERSION, TLS1_2_VERSION, TLS1_3_VERSION}) {
    const Observation observation = Observe(ServerPeer(leaf, ServerOptions{.max_version = version}));
    EXPECT_EQ(observation.outcome, Outcome::kComplete);
    EXPECT_TRUE(observation.proof_of_possession);
    EXPECT_EQ(ChainOf(observation), std::vector{leaf.der});
  }
}

}  // namespace
}  // namespace certsweep::tls
