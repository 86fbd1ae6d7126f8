#include "engine/tls/legacy_hello.h"

#include <openssl/ssl.h>

#include <string>
#include <vector>

#include "engine/tls/observing_conversation.h"
#include "gtest/gtest.h"
#include "tests/engine/tls/client_hello_view.h"
#include "tests/engine/tls/converse.h"
#include "tests/engine/tls/tls_bytes.h"
#include "tests/engine/tls/tls_server.h"
#include "tests/support/test_certificates.h"

namespace certsweep::tls {
namespace {

using test::CertificateBuilder;
using test::TestCertificate;
using test::TestKey;

constexpr uint16_t kDheDssAes128 = 0x0032;

Observation ObserveLegacy(const Peer& peer, const Delivery& delivery = {}, const LegacyHelloOptions& options = {}) {
  const auto client = LegacyHello::Create(options, "");
  if (Converse(*client, peer, delivery).want == Want::kRead) client->Finish(StreamEnd::kClosed);
  return client->TakeObservation();
}

std::string Messages(const ServerHelloFields& hello, const std::vector<std::string>& chain) {
  return Message(SSL3_MT_SERVER_HELLO, ServerHelloBody(hello)) + Message(SSL3_MT_CERTIFICATE, CertificateBody(chain));
}

// What an appliance of old answers.
std::string Answer() { return Messages({.cipher_suite = kDheDssAes128}, {"leaf", "issuer"}); }

void ExpectAnswer(const Observation& observation) {
  EXPECT_EQ(observation.outcome, Outcome::kCertificateOnly);
  EXPECT_EQ(observation.error, "");
  EXPECT_EQ(observation.hello, HelloKind::kLegacy);
  EXPECT_EQ(observation.version, TLS1_2_VERSION);
  EXPECT_EQ(observation.cipher_suite, kDheDssAes128);
  EXPECT_EQ(ChainOf(observation), (std::vector<std::string>{"leaf", "issuer"}));
  EXPECT_TRUE(observation.certificate_seen);
  EXPECT_FALSE(observation.proof_of_possession);
}

TEST(LegacyHelloTest, ReadsToTheCertificateAndNoFurther) {
  const auto client = LegacyHello::Create({}, "sps-1.example");
  const Talk talk = Converse(*client, Says(HandshakeRecords(Answer())));
  EXPECT_EQ(talk.want, Want::kDone);
  EXPECT_EQ(talk.last_output, "");
  EXPECT_TRUE(client->observation().sni_sent);
  ExpectAnswer(client->observation());
}

TEST(LegacyHelloTest, ReadsTheAnswerHoweverItIsCut) {
  for (size_t record = 1; record <= Answer().size(); ++record) {
    const std::string stream = HandshakeRecords(Answer(), record);
    for (const size_t chunk : {size_t{1}, size_t{2}, size_t{3}, size_t{7}, stream.size()}) {
      ASSERT_NO_FATAL_FAILURE(ExpectAnswer(ObserveLegacy(Says(stream), {.chunk = chunk}))) << record;
    }
  }
}

// Every place where the two messages can be cut into two records, each in a piece of its own.
TEST(LegacyHelloTest, ReadsTheAnswerInAnyTwoRecords) {
  for (size_t at = 0; at <= Answer().size(); ++at) {
    ExpectAnswer(ObserveLegacy(
        Says(Record(kHandshakeRecord, Answer().substr(0, at)) + Record(kHandshakeRecord, Answer().substr(at)))));
  }
}

TEST(LegacyHelloTest, TakesEveryVersionUpToTheOneItOffers) {
  for (const uint16_t offered : {0x0300, 0x0301, 0x0302, 0x0303}) {
    for (const uint16_t version : {0x0002, 0x0300, 0x0301, 0x0302, 0x0303, 0x0304, 0x0400}) {
      const std::string stream = HandshakeRecords(Messages({.version = version}, {"leaf"}), 1 << 14, 0x0300);
      const Observation observation = ObserveLegacy(Says(stream), {}, {.version = offered});
      const bool taken = version >= 0x0300 && version <= offered;
      EXPECT_EQ(observation.outcome, taken ? Outcome::kCertificateOnly : Outcome::kHandshakeFailed);
      EXPECT_EQ(observation.version, taken ? version : 0);
      EXPECT_EQ(observation.error,
                taken ? "" : "ServerHello of version " + VersionName(version) + ", which was not offered");
    }
  }
}

TEST(LegacyHelloTest, TakesNoVersionOfTls13InAnExtension) {
  const std::string extension = U16(TLSEXT_TYPE_supported_versions) + Prefixed16(U16(TLS1_3_VERSION));
  const Observation observation = ObserveLegacy(Says(HandshakeRecords(Messages({.extensions = extension}, {"leaf"}))));
  EXPECT_EQ(observation.outcome, Outcome::kHandshakeFailed);
  EXPECT_FALSE(observation.certificate_seen);
}

// SSL 3: neither extensions nor a ServerHello that has any.
TEST(LegacyHelloTest, ReadsAServerOfSsl3) {
  const auto client = LegacyHello::Create({.version = 0x0300, .extensions = false}, "sps-1.example");
  const std::string answer = HandshakeRecords(
      Messages({.version = 0x0300, .session_id = std::string(32, 's'), .cipher_suite = 0x0005}, {"leaf"}), 100, 0x0300);
  const Talk talk = Converse(*client, Says(answer));
  const auto hello = ParseClientHello(talk.first_output);
  ASSERT_TRUE(hello.has_value());
  EXPECT_EQ(hello->record_version, 0x0300);
  EXPECT_FALSE(hello->has_extensions);
  EXPECT_FALSE(client->observation().sni_sent);
  EXPECT_EQ(client->observation().outcome, Outcome::kCertificateOnly);
  EXPECT_EQ(client->observation().version, 0x0300);
  EXPECT_EQ(CipherSuiteName(client->observation().cipher_suite), "TLS_RSA_WITH_RC4_128_SHA");
}

// A server of today takes this ClientHello as well: it is well formed.
TEST(LegacyHelloTest, IsUnderstoodByARealServer) {
  const TestCertificate leaf = CertificateBuilder("leaf").Key(TestKey::Rsa()).Build();
  for (const uint16_t version : {TLS1_VERSION, TLS1_1_VERSION, TLS1_2_VERSION}) {
    for (const bool extensions : {true, false}) {
      TlsServer server(leaf);
      const auto client = LegacyHello::Create({.version = version, .extensions = extensions}, "sps-1.example");
      Converse(*client, [&](std::string_view input) { return server.Receive(input); });
      EXPECT_EQ(client->observation().outcome, Outcome::kCertificateOnly);
      EXPECT_EQ(client->observation().version, version);
      EXPECT_EQ(ChainOf(client->observation()), std::vector{leaf.der});
      EXPECT_STREQ(SSL_get_servername(server.ssl(), TLSEXT_NAMETYPE_host_name), extensions ? "sps-1.example" : nullptr);
    }
  }
}

TEST(LegacyHelloTest, SendsNoServerNameThatIsNoDnsName) {
  for (const std::string_view name : {"10.0.0.1", "::1", "a b", ""}) {
    const auto client = LegacyHello::Create({}, name);
    EXPECT_FALSE(client->observation().sni_sent);
    EXPECT_EQ(ParseClientHello(base::AsText(client->pending_output()))->ServerName(), std::nullopt);
  }
}

TEST(LegacyHelloTest, KeepsWhatCameBeforeAnyTruncation) {
  const std::string hello = HandshakeRecords(Message(SSL3_MT_SERVER_HELLO, ServerHelloBody({})));
  const std::string stream = hello + HandshakeRecords(Message(SSL3_MT_CERTIFICATE, CertificateBody({"leaf"})));
  struct {
    StreamEnd end;
    Outcome outcome;
  } const kEnds[] = {{StreamEnd::kClosed, Outcome::kClosed},
                     {StreamEnd::kReset, Outcome::kReset},
                     {StreamEnd::kTimeout, Outcome::kTimeout}};
  for (size_t size = 0; size < stream.size(); ++size) {
    for (const auto& end : kEnds) {
      const auto client = LegacyHello::Create({}, "");
      ASSERT_EQ(Converse(*client, Says(stream.substr(0, size))).want, Want::kRead);
      client->Finish(end.end);
      const Observation& observation = client->observation();
      ASSERT_EQ(observation.outcome, size > 0 && size < kRecordHeader ? Outcome::kNotTls : end.outcome) << size;
      ASSERT_EQ(observation.version != 0, size >= hello.size()) << size;
      ASSERT_FALSE(observation.certificate_seen);
    }
  }
}

TEST(LegacyHelloTest, TellsAlerts) {
  const std::string hello = Message(SSL3_MT_SERVER_HELLO, ServerHelloBody({}));
  for (const std::string& before : {std::string(), HandshakeRecords(hello), HandshakeRecords(hello.substr(0, 9))}) {
    for (const uint8_t description : {SSL_AD_HANDSHAKE_FAILURE, SSL_AD_UNRECOGNIZED_NAME, SSL_AD_PROTOCOL_VERSION}) {
      const Observation observation = ObserveLegacy(Says(before + Alert(kFatal, description)));
      EXPECT_EQ(observation.outcome, Outcome::kAlert);
      EXPECT_EQ(observation.alert, description);
    }
    EXPECT_EQ(ObserveLegacy(Says(before + Alert(kWarning, SSL_AD_CLOSE_NOTIFY))).outcome, Outcome::kClosed);
    const Observation odd = ObserveLegacy(Says(before + Alert(7, 40)));
    EXPECT_EQ(odd.outcome, Outcome::kHandshakeFailed);
    EXPECT_EQ(odd.error, "an alert of level 7");
  }
}

TEST(LegacyHelloTest, GoesOnAfterWarningsAndHelloRequests) {
  const std::string warning = Alert(kWarning, SSL_AD_UNRECOGNIZED_NAME),
                    request = HandshakeRecords(Message(SSL3_MT_HELLO_REQUEST, ""));
  ExpectAnswer(ObserveLegacy(Says(warning + request + request + warning + HandshakeRecords(Answer(), 50))));
}

TEST(LegacyHelloTest, TellsWhatIsWrong) {
  const std::string hello = Message(SSL3_MT_SERVER_HELLO, ServerHelloBody({}));
  struct {
    std::string messages;
    const char* error;
  } const kCases[] = {
      {Message(SSL3_MT_SERVER_HELLO, ""), "malformed ServerHello"},
      {Message(SSL3_MT_SERVER_HELLO, ServerHelloBody({}).substr(0, 36)), "malformed ServerHello"},
      {Message(SSL3_MT_CERTIFICATE, CertificateBody({"leaf"})), "handshake message 11 in place of ServerHello"},
      {Message(SSL3_MT_HELLO_REQUEST, "x"), "handshake message 0 in place of ServerHello"},
      {hello + hello, "no certificate message: handshake message 2 in its place"},
      {hello + Message(SSL3_MT_SERVER_KEY_EXCHANGE, "x"), "no certificate message: handshake message 12 in its place"},
      {hello + Message(SSL3_MT_SERVER_HELLO_DONE, ""), "no certificate message: handshake message 14 in its place"},
      {hello + Message(SSL3_MT_CERTIFICATE, CertificateBody({})), "empty certificate list"},
      {hello + Message(SSL3_MT_CERTIFICATE, "x"), "malformed Certificate message"},
      {hello + U8(SSL3_MT_SERVER_HELLO_DONE) + U24(1 << 20), "oversized handshake message of type 14"},
      {U8(SSL3_MT_CERTIFICATE) + U24(2 << 20), "oversized handshake message of type 11"},
  };
  for (const auto& c : kCases) {
    for (const size_t chunk : {size_t{1}, kAll}) {
      const Observation observation = ObserveLegacy(Says(HandshakeRecords(c.messages)), {.chunk = chunk});
      EXPECT_EQ(observation.outcome, Outcome::kHandshakeFailed);
      EXPECT_EQ(observation.error, c.error);
      EXPECT_FALSE(observation.certificate_seen);
    }
  }
}

TEST(LegacyHelloTest, TellsAnEmptyList) {
  const Observation observation = ObserveLegacy(Says(HandshakeRecords(Messages({}, {}))));
  EXPECT_TRUE(observation.certificate_list_empty);
  EXPECT_FALSE(observation.certificate_seen);
}

TEST(LegacyHelloTest, KeepsWhatCanBeReadOfAMalformedList) {
  const std::string torn = Prefixed24("leaf") + U24(1000) + "too short";
  const Observation observation = ObserveLegacy(Says(HandshakeRecords(
      Message(SSL3_MT_SERVER_HELLO, ServerHelloBody({})) + Message(SSL3_MT_CERTIFICATE, Prefixed24(torn)))));
  EXPECT_EQ(observation.outcome, Outcome::kHandshakeFailed);
  EXPECT_EQ(observation.error, "malformed Certificate message");
  EXPECT_EQ(ChainOf(observation), std::vector<std::string>{"leaf"});
}

TEST(LegacyHelloTest, ReadsOneHundredCertificatesAndNoMore) {
  for (const size_t count : {100, 101}) {
    const std::vector<std::string> chain(count, "certificate");
    const Observation observation = ObserveLegacy(Says(HandshakeRecords(Messages({}, chain))));
    EXPECT_EQ(observation.outcome, count == 100 ? Outcome::kCertificateOnly : Outcome::kCertificateTooLarge);
    EXPECT_EQ(observation.error, count == 100 ? "" : "more than 100 certificates");
    EXPECT_EQ(observation.chain.size(), 100u);
    EXPECT_TRUE(observation.certificate_seen);
  }
}

TEST(LegacyHelloTest, ReadsOneMebibyteAndNoMore) {
  for (const size_t extra : {0, 1}) {
    const std::string leaf(kMaxCertificateMessage - 6 + extra, 'x');
    const std::string stream = HandshakeRecords(Messages({}, {leaf}));
    for (const size_t chunk : {size_t{1500}, kAll}) {
      const Observation observation = ObserveLegacy(Says(stream), {.chunk = chunk});
      EXPECT_EQ(observation.outcome, extra == 0 ? Outcome::kCertificateOnly : Outcome::kCertificateTooLarge);
      EXPECT_EQ(observation.error, extra == 0 ? "" : "Certificate message over 1 MiB");
      EXPECT_EQ(ChainOf(observation), extra == 0 ? std::vector{leaf} : std::vector<std::string>());
    }
  }
}

TEST(LegacyHelloTest, TellsWhatIsNoTls) {
  const Observation observation = ObserveLegacy(Says("SSH-2.0-OpenSSH_5.3\r\n"));
  EXPECT_EQ(observation.outcome, Outcome::kNotTls);
  EXPECT_EQ(observation.first_bytes, "SSH-2.0-OpenSSH_5.3\r\n");
}

TEST(LegacyHelloTest, RefusesRecordsThatCannotBe) {
  const Observation observation = ObserveLegacy(Says(Record(kApplicationDataRecord, "x")));
  EXPECT_EQ(observation.outcome, Outcome::kHandshakeFailed);
  EXPECT_EQ(observation.error, "a record of type 23 before the handshake's end");
}

// No count ends these; the budget does.
TEST(LegacyHelloTest, EndsByTheByteBudget) {
  std::string requests;
  for (int i = 0; i < 4096; ++i) requests += Message(SSL3_MT_HELLO_REQUEST, "");
  for (const std::string& piece :
       {Record(kHandshakeRecord, ""), Record(kAlertRecord, ""), Alert(kWarning, SSL_AD_UNRECOGNIZED_NAME),
        HandshakeRecords(Message(SSL3_MT_HELLO_REQUEST, "")), HandshakeRecords(requests)}) {
    std::string many;
    while (many.size() < 50000) many += piece;
    const auto client = LegacyHello::Create({}, "");
    uint64_t sent = 0;
    while (client->Advance(base::AsBytes(many)) == Want::kRead) {
      sent += many.size();
      ASSERT_LT(sent, kByteBudget);
    }
    EXPECT_EQ(client->observation().outcome, Outcome::kTimeout);
    EXPECT_EQ(client->observation().error, "4 MiB received, and no end of the handshake");
  }
}

TEST(LegacyHelloTest, EndsAtEveryFlippedBit) {
  const std::string stream = HandshakeRecords(Answer(), 40);
  for (size_t at = 0; at < stream.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string flipped = stream;
      flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
      const Observation observation = ObserveLegacy(Says(flipped));
      ASSERT_NE(observation.outcome, Outcome::kInProgress);
      ASSERT_NE(observation.outcome, Outcome::kLocalFailure);
      ASSERT_FALSE(observation.proof_of_possession);
      ASSERT_EQ(Describe(ObserveLegacy(Says(flipped), {.chunk = 3})).substr(8, 8), Describe(observation).substr(8, 8));
    }
  }
}

}  // namespace
}  // namespace certsweep::tls
