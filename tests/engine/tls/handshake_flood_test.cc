// What is no TLS, and what never comes to an end: records of no bytes and of too many, endless repetition, garbage.

#include <openssl/ssl.h>

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "engine/tls/handshake.h"
#include "engine/tls/observing_conversation.h"
#include "gtest/gtest.h"
#include "tests/engine/tls/client_hello_view.h"
#include "tests/engine/tls/converse.h"
#include "tests/engine/tls/tls12_script.h"
#include "tests/engine/tls/tls13_script.h"
#include "tests/engine/tls/tls_bytes.h"
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

std::string Repeated(const std::string& piece, size_t times) {
  std::string all;
  for (size_t i = 0; i < times; ++i) all += piece;
  return all;
}

// Sends `piece` until the client is done or three times the budget has been sent.
Observation Flood(Conversation& client, const std::string& piece) {
  const std::string many = Repeated(piece, 1 + (size_t{1} << 16) / piece.size());
  for (size_t sent = 0; sent < 3 * kByteBudget; sent += many.size()) {
    if (client.Advance(base::AsBytes(many)) == Want::kDone) return client.TakeObservation();
    client.ConsumeOutput(client.pending_output().size());
  }
  ADD_FAILURE() << "no end";
  return client.TakeObservation();
}

TEST(HandshakeFloodTest, TellsWhatIsNoTlsByItsFirstBytes) {
  const std::string page = "HTTP/1.1 400 Bad Request\r\nServer: lighttpd\r\nConnection: close\r\n\r\n<html>...";
  for (const std::string& bytes :
       {std::string("SSH-2.0-OpenSSH_5.3\r\n"), page, std::string("220 mail ESMTP\r\n"), std::string("\0\0\0\0", 4),
        std::string("\x80\x2e\x01\x03\x01\x00"), std::string("\x16\x02\x00\x00\x04"),
        std::string("\x19\x03\x03\x00\x04"), U8(0xff)}) {
    const auto client = NewHandshake();
    const Talk talk = Converse(*client, Says(bytes));
    EXPECT_EQ(talk.want, Want::kDone);
    EXPECT_EQ(client->observation().outcome, Outcome::kNotTls);
    EXPECT_EQ(client->observation().first_bytes, bytes.substr(0, 64));
    EXPECT_EQ(client->observation().error, "");
  }
}

// A banner in pieces is known by the first that can't be a record's; it is not waited for.
TEST(HandshakeFloodTest, TellsWhatIsNoTlsAtTheFirstByteThatShowsIt) {
  const Observation banner = Observe(Says("SSH-2.0-x\r\n"), {.chunk = 1});
  EXPECT_EQ(banner.outcome, Outcome::kNotTls);
  EXPECT_EQ(banner.first_bytes, "S");
  const Observation second_byte = Observe(Says("\x16xyz"), {.chunk = 1});
  EXPECT_EQ(second_byte.outcome, Outcome::kNotTls);
  EXPECT_EQ(second_byte.first_bytes, "\x16x");
}

TEST(HandshakeFloodTest, TakesRecordsOfNoBytesBetweenOthers) {
  const std::string empty = Record(kHandshakeRecord, "");
  const auto peer = [&](std::string_view hello) {
    Tls12Script script(hello);
    return Join({empty, script.ServerHello(), Repeated(empty, 32), script.Certificate({Leaf().der}), empty,
                 script.ServerKeyExchange(Leaf().key, SSL_SIGN_ED25519)});
  };
  for (const size_t chunk : {size_t{1}, kAll}) {
    const Observation observation = Observe(peer, {.chunk = chunk});
    EXPECT_EQ(observation.outcome, Outcome::kClosed);
    EXPECT_TRUE(observation.proof_of_possession);
  }
}

// A leaf of a full record exactly: as long as a record may be, and one byte more.
TEST(HandshakeFloodTest, TakesRecordsAsLongAsTheyMayBe) {
  for (const size_t extra : {0, 1}) {
    const auto peer = [&](std::string_view hello) {
      Tls12Script script(hello);
      std::string message = Message(SSL3_MT_CERTIFICATE, CertificateBody({Leaf().der, std::string(20000, 'x')}));
      return Join({script.ServerHello(), Record(kHandshakeRecord, message.substr(0, 16384 + extra)),
                   Record(kHandshakeRecord, message.substr(16384 + extra))});
    };
    const Observation observation = Observe(peer);
    EXPECT_EQ(observation.certificate_seen, extra == 0);
    EXPECT_EQ(observation.outcome, extra == 0 ? Outcome::kClosed : Outcome::kHandshakeFailed);
    EXPECT_EQ(observation.error, extra == 0 ? "" : "SSL:DATA_LENGTH_TOO_LONG");
  }
}

TEST(HandshakeFloodTest, RefusesALengthThatNoRecordHasBeforeItsBytesCome) {
  const auto client = NewHandshake();
  client->Advance({});
  EXPECT_EQ(client->Advance(base::AsBytes(std::string_view("\x16\x03\x03\xff\xff", 5))), Want::kDone);
  EXPECT_EQ(client->observation().outcome, Outcome::kHandshakeFailed);
  EXPECT_EQ(client->observation().error, "SSL:ENCRYPTED_LENGTH_TOO_LONG");
}

TEST(HandshakeFloodTest, RefusesEncryptedRecordsThatAreTooLong) {
  for (const size_t size : {16384, 16385}) {
    const auto peer = [&](std::string_view hello) {
      Tls13Script script(hello);
      const std::string message = Message(SSL3_MT_ENCRYPTED_EXTENSIONS, std::string(1 << 17, 'x'));
      return Join({script.ServerHello(), script.Seal(kHandshakeRecord, message.substr(0, size))});
    };
    const Observation observation = Observe(peer);
    EXPECT_EQ(observation.outcome, size == 16384 ? Outcome::kClosed : Outcome::kHandshakeFailed);
    EXPECT_EQ(observation.error, size == 16384 ? "" : "SSL:DATA_LENGTH_TOO_LONG");
  }
}

TEST(HandshakeFloodTest, EndsAtEndlessRepetitionInPlaintext) {
  struct {
    std::string piece;
    const char* error;
  } const kCases[] = {
      {Record(kHandshakeRecord, ""), "SSL:TOO_MANY_EMPTY_FRAGMENTS"},
      {Alert(kWarning, SSL_AD_UNRECOGNIZED_NAME), "SSL:TOO_MANY_WARNING_ALERTS"},
      {HandshakeRecords(Message(SSL3_MT_HELLO_REQUEST, "")), "SSL:UNEXPECTED_MESSAGE"},
      {Record(kChangeCipherSpecRecord, "\x01"), "SSL:UNEXPECTED_RECORD"},
      {Record(kApplicationDataRecord, "x"), "SSL:APPLICATION_DATA_INSTEAD_OF_HANDSHAKE"},
      {Record(24, "\x01"), "SSL:UNEXPECTED_RECORD"},  // heartbeat
      {std::string(5, '\x16'), nullptr},
  };
  for (const auto& c : kCases) {
    const auto client = NewHandshake();
    client->Advance({});
    const Observation observation = Flood(*client, c.piece);
    EXPECT_EQ(observation.outcome, c.error == nullptr ? Outcome::kNotTls : Outcome::kHandshakeFailed);
    EXPECT_EQ(observation.error, c.error == nullptr ? "" : c.error);
  }
}

TEST(HandshakeFloodTest, EndsAtEndlessRepetitionAfterTheServerHello) {
  struct {
    std::string piece;
    const char* error;
  } const kCases[] = {
      {Record(kHandshakeRecord, ""), "SSL:TOO_MANY_EMPTY_FRAGMENTS"},
      {Alert(kWarning, SSL_AD_UNRECOGNIZED_NAME), "SSL:TOO_MANY_WARNING_ALERTS"},
      {HandshakeRecords(Message(SSL3_MT_HELLO_REQUEST, "")), "SSL:UNEXPECTED_MESSAGE"},
  };
  for (const auto& c : kCases) {
    const auto client = NewHandshake();
    Converse(*client, [](std::string_view hello) { return Tls12Script(hello).ServerHello(); });
    const Observation observation = Flood(*client, c.piece);
    EXPECT_EQ(observation.outcome, Outcome::kHandshakeFailed);
    EXPECT_EQ(observation.error, c.error);
    EXPECT_EQ(observation.version, TLS1_2_VERSION);
  }
}

TEST(HandshakeFloodTest, EndsAtEndlessRecordsOfTls13) {
  // Records that are nothing but padding, ChangeCipherSpecs, user_canceled.
  for (const int kind : {0, 1, 2}) {
    std::unique_ptr<Tls13Script> script;
    const auto client = NewHandshake();
    Converse(*client, [&](std::string_view hello) {
      script = std::make_unique<Tls13Script>(hello);
      return script->ServerHello();
    });
    Want want = Want::kRead;
    for (int i = 0; i < 100 && want == Want::kRead; ++i) {
      const std::string record = kind == 0   ? script->Seal(kHandshakeRecord, "")
                                 : kind == 1 ? Record(kChangeCipherSpecRecord, "\x01")
                                             : script->Seal(kAlertRecord, U8(kWarning) + U8(SSL_AD_USER_CANCELLED));
      want = client->Advance(base::AsBytes(record));
    }
    EXPECT_EQ(want, Want::kDone);
    EXPECT_EQ(client->observation().outcome, Outcome::kHandshakeFailed);
    EXPECT_EQ(client->observation().error, kind == 2 ? "SSL:TOO_MANY_WARNING_ALERTS" : "SSL:TOO_MANY_EMPTY_FRAGMENTS");
  }
}

// A Certificate message that is allowed, but a byte a record: six bytes of traffic for one.
TEST(HandshakeFloodTest, EndsByTheByteBudget) {
  const auto client = NewHandshake();
  Converse(*client, [](std::string_view hello) { return Tls12Script(hello).ServerHello(); });
  const std::string begin = Message(SSL3_MT_CERTIFICATE, std::string(1 << 20, 'x')).substr(0, 4);
  ASSERT_EQ(client->Advance(base::AsBytes(HandshakeRecords(begin))), Want::kRead);
  const Observation observation = Flood(*client, Record(kHandshakeRecord, "x"));
  EXPECT_EQ(observation.outcome, Outcome::kTimeout);
  EXPECT_EQ(observation.error, "4 MiB received, and no end of the handshake");
  EXPECT_GE(observation.bytes_received, kByteBudget);
  EXPECT_LT(observation.bytes_received, kByteBudget + (1 << 17));
  EXPECT_FALSE(observation.certificate_seen);
}

// The certificate that came before the flood is kept.
TEST(HandshakeFloodTest, KeepsTheCertificateWhenTheBudgetIsUsedUp) {
  const auto client = NewHandshake();
  Converse(*client, [](std::string_view hello) {
    Tls12Script script(hello);
    return Join({script.ServerHello(), script.Certificate({Leaf().der})});
  });
  const std::string begin = Message(SSL3_MT_SERVER_KEY_EXCHANGE, std::string(1 << 20, 'x')).substr(0, 4);
  client->Advance(base::AsBytes(HandshakeRecords(begin)));
  const Observation observation = Flood(*client, Record(kHandshakeRecord, "x"));
  EXPECT_EQ(observation.outcome, Outcome::kTimeout);
  EXPECT_EQ(ChainOf(observation), std::vector{Leaf().der});
}

TEST(HandshakeFloodTest, EndsAtGarbageInRecords) {
  std::mt19937 random(20260102);
  for (int i = 0; i < 500; ++i) {
    std::string garbage(1 + random() % 400, '\0');
    for (char& byte : garbage) byte = static_cast<char>(random());
    std::string bytes = HandshakeRecords(i % 2 == 0 ? garbage : Message(SSL3_MT_SERVER_HELLO, garbage));
    const Observation observation = Observe(Says(bytes), {.chunk = 1 + random() % 50});
    EXPECT_NE(observation.outcome, Outcome::kInProgress);
    EXPECT_NE(observation.outcome, Outcome::kLocalFailure);
    EXPECT_FALSE(observation.certificate_seen);
    EXPECT_FALSE(observation.proof_of_possession);
  }
}

// BoringSSL refuses this one without leaving an error; it is the server's fault all the same.
TEST(HandshakeFloodTest, BlamesTheServerForWhatIsRefusedWithoutAReason) {
  const std::string long_extension = U16(TLSEXT_TYPE_supported_versions) + Prefixed16(U16(TLS1_3_VERSION) + "more");
  const auto peer = [&](std::string_view hello) {
    return HandshakeRecords(
        Message(SSL3_MT_SERVER_HELLO, ServerHelloBody({.session_id = ParseClientHello(hello)->session_id,
                                                       .cipher_suite = 0x1301,
                                                       .extensions = long_extension})));
  };
  const Observation observation = Observe(peer);
  EXPECT_EQ(observation.outcome, Outcome::kHandshakeFailed);
  EXPECT_EQ(observation.error, "malformed handshake message of type 2");
}

}  // namespace
}  // namespace certsweep::tls
