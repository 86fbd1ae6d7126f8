#include "engine/tls/handshake.h"

#include <openssl/ssl.h>

#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "tests/engine/tls/client_hello_view.h"
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

TestCertificate LeafOf(const TestKey& key) { return CertificateBuilder("sps-1.example").Key(key).Build(); }

// What a server of one kind agrees on with us.
struct Agreement {
  const char* name;
  TestKey key;
  ServerOptions server;
  uint16_t group;
  uint16_t signature_algorithm;
};

ServerOptions Only(uint16_t version, const char* ciphers = nullptr, const char* groups = nullptr,
                   std::vector<uint16_t> signature_algorithms = {}) {
  return {.min_version = version,
          .max_version = version,
          .ciphers = ciphers,
          .groups = groups,
          .signature_algorithms = std::move(signature_algorithms)};
}

std::vector<Agreement> Agreements() {
  constexpr uint16_t kTls13 = TLS1_3_VERSION, kTls12 = TLS1_2_VERSION, kTls11 = TLS1_1_VERSION, kTls10 = TLS1_VERSION;
  constexpr uint16_t kX25519 = SSL_CURVE_X25519, kP256 = SSL_CURVE_SECP256R1, kP384 = SSL_CURVE_SECP384R1,
                     kP521 = SSL_CURVE_SECP521R1, kP224 = SSL_CURVE_SECP224R1;
  const TestKey rsa = TestKey::Rsa(), p256 = TestKey::Ec(), p384 = TestKey::Ec("P-384"), p521 = TestKey::Ec("P-521"),
                p224 = TestKey::Ec("P-224"), ed25519 = TestKey::Ed25519();
  return {
      {"1.3, RSA", rsa, Only(kTls13), kX25519, SSL_SIGN_RSA_PSS_RSAE_SHA256},
      {"1.3, RSA 1024", TestKey::Rsa(1024), Only(kTls13), kX25519, SSL_SIGN_RSA_PSS_RSAE_SHA256},
      {"1.3, RSA SHA-384", rsa, Only(kTls13, nullptr, nullptr, {SSL_SIGN_RSA_PSS_RSAE_SHA384}), kX25519,
       SSL_SIGN_RSA_PSS_RSAE_SHA384},
      {"1.3, RSA SHA-512", rsa, Only(kTls13, nullptr, nullptr, {SSL_SIGN_RSA_PSS_RSAE_SHA512}), kX25519,
       SSL_SIGN_RSA_PSS_RSAE_SHA512},
      {"1.3, P-256", p256, Only(kTls13), kX25519, SSL_SIGN_ECDSA_SECP256R1_SHA256},
      {"1.3, P-384", p384, Only(kTls13), kX25519, SSL_SIGN_ECDSA_SECP384R1_SHA384},
      {"1.3, P-521", p521, Only(kTls13, nullptr, nullptr, {SSL_SIGN_ECDSA_SECP521R1_SHA512}), kX25519,
       SSL_SIGN_ECDSA_SECP521R1_SHA512},
      {"1.3, Ed25519", ed25519, Only(kTls13, nullptr, nullptr, {SSL_SIGN_ED25519}), kX25519, SSL_SIGN_ED25519},
      // By HelloRetryRequest, for no share of these was sent.
      {"1.3, group P-256", p256, Only(kTls13, nullptr, "P-256"), kP256, SSL_SIGN_ECDSA_SECP256R1_SHA256},
      {"1.3, group P-384", p256, Only(kTls13, nullptr, "P-384"), kP384, SSL_SIGN_ECDSA_SECP256R1_SHA256},
      {"1.3, group P-521", p256, Only(kTls13, nullptr, "P-521"), kP521, SSL_SIGN_ECDSA_SECP256R1_SHA256},
      {"1.2, RSA", rsa, Only(kTls12), kX25519, SSL_SIGN_RSA_PSS_RSAE_SHA256},
      {"1.2, RSA PKCS#1", rsa, Only(kTls12, nullptr, nullptr, {SSL_SIGN_RSA_PKCS1_SHA256}), kX25519,
       SSL_SIGN_RSA_PKCS1_SHA256},
      {"1.2, RSA PKCS#1 SHA-512", rsa, Only(kTls12, nullptr, nullptr, {SSL_SIGN_RSA_PKCS1_SHA512}), kX25519,
       SSL_SIGN_RSA_PKCS1_SHA512},
      {"1.2, RSA SHA-1", rsa, Only(kTls12, nullptr, nullptr, {SSL_SIGN_RSA_PKCS1_SHA1}), kX25519,
       SSL_SIGN_RSA_PKCS1_SHA1},
      {"1.2, ECDSA SHA-1", p256, Only(kTls12, nullptr, nullptr, {SSL_SIGN_ECDSA_SHA1}), kX25519, SSL_SIGN_ECDSA_SHA1},
      {"1.2, P-256", p256, Only(kTls12), kX25519, SSL_SIGN_ECDSA_SECP256R1_SHA256},
      {"1.2, P-384", p384, Only(kTls12), kX25519, SSL_SIGN_ECDSA_SECP256R1_SHA256},
      {"1.2, P-521", p521, Only(kTls12, nullptr, "P-521", {SSL_SIGN_ECDSA_SECP521R1_SHA512}), kP521,
       SSL_SIGN_ECDSA_SECP521R1_SHA512},
      {"1.2, P-224", p224, Only(kTls12, nullptr, "P-224"), kP224, SSL_SIGN_ECDSA_SECP256R1_SHA256},
      {"1.2, Ed25519", ed25519, Only(kTls12, nullptr, nullptr, {SSL_SIGN_ED25519}), kX25519, SSL_SIGN_ED25519},
      {"1.2, group P-384", p256, Only(kTls12, nullptr, "P-384"), kP384, SSL_SIGN_ECDSA_SECP256R1_SHA256},
      {"1.2, CBC", rsa, Only(kTls12, "ECDHE-RSA-AES256-SHA"), kX25519, SSL_SIGN_RSA_PSS_RSAE_SHA256},
      {"1.2, RSA key exchange", rsa, Only(kTls12, "AES128-GCM-SHA256"), 0, 0},
      {"1.2, RSA key exchange, 3DES", rsa, Only(kTls12, "DES-CBC3-SHA"), 0, 0},
      {"1.1, RSA", rsa, Only(kTls11), kX25519, 0},
      {"1.1, P-256", p256, Only(kTls11), kX25519, 0},
      {"1.0, RSA", rsa, Only(kTls10), kX25519, 0},
      {"1.0, P-256", p256, Only(kTls10), kX25519, 0},
      {"1.0, RSA key exchange", rsa, Only(kTls10, "AES128-SHA"), 0, 0},
      {"1.0, RSA key exchange, 3DES", rsa, Only(kTls10, "DES-CBC3-SHA"), 0, 0},
  };
}

TEST(HandshakeTest, TellsWhatWasAgreedOn) {
  for (const Agreement& c : Agreements()) {
    SCOPED_TRACE(c.name);
    const TestCertificate leaf = LeafOf(c.key);
    TlsServer server(leaf, c.server);
    const auto client = NewHandshake();
    const Talk talk = Converse(*client, [&](std::string_view input) { return server.Receive(input); });
    ASSERT_EQ(talk.want, Want::kDone);
    server.Receive(talk.last_output);
    EXPECT_TRUE(server.complete());
    const Observation observation = client->TakeObservation();
    EXPECT_EQ(observation.outcome, Outcome::kComplete);
    EXPECT_EQ(observation.error, "");
    EXPECT_EQ(observation.version, c.server.max_version);
    EXPECT_EQ(observation.cipher_suite, SSL_CIPHER_get_protocol_id(SSL_get_current_cipher(server.ssl())));
    EXPECT_EQ(observation.group, c.group);
    EXPECT_EQ(observation.group, SSL_get_curve_id(server.ssl()));
    EXPECT_EQ(observation.signature_algorithm, c.signature_algorithm);
    EXPECT_EQ(observation.signature_is_sha1_or_md5, (c.signature_algorithm & 0xff00) == 0x0200);
    EXPECT_TRUE(observation.certificate_seen);
    EXPECT_FALSE(observation.certificate_list_empty);
    EXPECT_TRUE(observation.proof_of_possession);
    EXPECT_FALSE(observation.client_certificate_requested);
    EXPECT_EQ(ChainOf(observation), std::vector{leaf.der});
    EXPECT_EQ(observation.bytes_received, talk.from_peer.size());
  }
}

TEST(HandshakeTest, TakesTheBestVersionOfTheServer) {
  const TestCertificate leaf = LeafOf(TestKey::Ec());
  for (const uint16_t version : {TLS1_3_VERSION, TLS1_2_VERSION, TLS1_1_VERSION, TLS1_VERSION}) {
    const ServerOptions server = {.max_version = version};
    EXPECT_EQ(Observe(ServerPeer(leaf, server)).version, version);
  }
}

TEST(HandshakeTest, OfTheOlderKindsStopsAtTls12) {
  const TestCertificate leaf = LeafOf(TestKey::Ec());
  for (const HelloKind hello : {HelloKind::kPlain, HelloKind::kPlainNoSni}) {
    const Observation observation = Observe(ServerPeer(leaf), {}, {.hello = hello});
    EXPECT_EQ(observation.outcome, Outcome::kComplete);
    EXPECT_EQ(observation.hello, hello);
    EXPECT_EQ(observation.version, TLS1_2_VERSION);
    EXPECT_TRUE(observation.proof_of_possession);
  }
}

// Leaf first, whatever else; nothing is sorted, dropped or judged.
TEST(HandshakeTest, KeepsTheChainAsItWasSent) {
  const TestCertificate root = CertificateBuilder("Root").Ca().Build();
  const TestCertificate leaf = CertificateBuilder("leaf").IssuedBy(root).Build();
  const std::vector<std::string> chain = {leaf.der, root.der, root.der, "no certificate at all", leaf.der};
  for (const uint16_t version : {TLS1_3_VERSION, TLS1_2_VERSION, TLS1_VERSION}) {
    const Observation observation = Observe(ServerPeer(leaf.key, chain, Only(version)));
    EXPECT_EQ(observation.outcome, Outcome::kComplete);
    EXPECT_EQ(ChainOf(observation), chain);
  }
}

TEST(HandshakeTest, SendsTheServerNameItWasGiven) {
  struct {
    HelloKind hello;
    const char* server_name;
    const char* sent;  // null: none
  } const kCases[] = {
      {HelloKind::kFull, "sps-1.example", "sps-1.example"},  //
      {HelloKind::kFull, "sps-1.example.", "sps-1.example"},
      {HelloKind::kFull, "SPS_1", "SPS_1"},
      {HelloKind::kFull, "", nullptr},
      {HelloKind::kPlain, "sps-1.example", "sps-1.example"},
      {HelloKind::kPlainNoSni, "sps-1.example", nullptr},
      {HelloKind::kPlainNoSni, "", nullptr},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.server_name);
    TlsServer server(LeafOf(TestKey::Ec()));
    const auto client = NewHandshake({.hello = c.hello}, c.server_name);
    const Talk talk = Converse(*client, [&](std::string_view input) { return server.Receive(input); });
    EXPECT_EQ(client->observation().sni_sent, c.sent != nullptr);
    EXPECT_EQ(client->observation().outcome, Outcome::kComplete);
    EXPECT_STREQ(SSL_get_servername(server.ssl(), TLSEXT_NAMETYPE_host_name), c.sent);
    const auto hello = ParseClientHello(talk.first_output);
    ASSERT_TRUE(hello.has_value());
    EXPECT_EQ(hello->ServerName(), c.sent == nullptr ? std::nullopt : std::optional<std::string>(c.sent));
  }
}

TEST(HandshakeTest, RefusesAServerNameThatIsNoDnsName) {
  for (const std::string_view name : {"10.0.0.1", "::1", "10.0.0.300", "a b", "\xc3\xbc.example", "a..b", "."}) {
    const auto handshake = Handshake::Create(ProfileOf(), name);
    EXPECT_EQ(handshake.status().code(), absl::StatusCode::kInvalidArgument) << name;
  }
  EXPECT_EQ(Handshake::Create(ProfileOf(), "10.0.0.1").status().message(), "no DNS name: 10.0.0.1");
}

// The same is seen however the network cuts it.
TEST(HandshakeTest, SeesTheSameHoweverTheBytesAreCut) {
  const TestCertificate leaf = LeafOf(TestKey::Ed25519());
  for (const uint16_t version : {TLS1_3_VERSION, TLS1_2_VERSION}) {
    for (const bool client_certificate : {false, true}) {
      for (const bool certificate_only : {false, true}) {
        ServerOptions options = Only(version, nullptr, nullptr, {SSL_SIGN_ED25519});
        options.requires_client_certificate = client_certificate;
        const ClientProfileOptions profile = {.certificate_only = certificate_only};
        const std::string at_once = Describe(Observe(ServerPeer(leaf, options), {}, profile));
        for (const size_t chunk : {1, 2, 3, 5, 64, 517}) {
          EXPECT_EQ(Describe(Observe(ServerPeer(leaf, options), {.chunk = chunk}, profile)), at_once) << chunk;
        }
      }
    }
  }
}

// In TLS 1.2 the refusal comes while we still wait; in TLS 1.3 our side is complete before.
TEST(HandshakeTest, KeepsTheCertificateOfAServerThatRequiresOneOfUs) {
  const TestCertificate leaf = LeafOf(TestKey::Rsa());
  struct {
    uint16_t version;
    const char* ciphers;
    Outcome outcome;
    bool proof;
  } const kCases[] = {
      {TLS1_3_VERSION, nullptr, Outcome::kComplete, true},
      {TLS1_2_VERSION, nullptr, Outcome::kAlert, true},
      {TLS1_2_VERSION, "AES128-SHA", Outcome::kAlert, false},  // RSA key exchange: nothing was signed
      {TLS1_VERSION, nullptr, Outcome::kAlert, true},
  };
  for (const auto& c : kCases) {
    ServerOptions options = Only(c.version, c.ciphers);
    options.requires_client_certificate = true;
    const Observation observation = Observe(ServerPeer(leaf, options));
    EXPECT_EQ(observation.outcome, c.outcome) << c.version;
    EXPECT_TRUE(observation.client_certificate_requested);
    EXPECT_EQ(observation.proof_of_possession, c.proof);
    EXPECT_EQ(ChainOf(observation), std::vector{leaf.der});
    if (c.outcome == Outcome::kAlert) {
      EXPECT_EQ(observation.alert, SSL_AD_HANDSHAKE_FAILURE);
    }
  }
}

TEST(HandshakeTest, StopsAtTheCertificateWhereThatIsAllThatIsWanted) {
  const TestCertificate leaf = LeafOf(TestKey::Ec());
  for (const uint16_t version : {TLS1_3_VERSION, TLS1_2_VERSION, TLS1_VERSION}) {
    const Observation observation = Observe(ServerPeer(leaf, Only(version)), {}, {.certificate_only = true});
    EXPECT_EQ(observation.outcome, Outcome::kCertificateOnly);
    EXPECT_EQ(observation.version, version);
    EXPECT_NE(observation.cipher_suite, 0);
    EXPECT_FALSE(observation.proof_of_possession);
    EXPECT_EQ(ChainOf(observation), std::vector{leaf.der});
  }
}

// One reads on only to prove possession: a server that says nothing after its Certificate is not waited for.
TEST(HandshakeTest, WaitsForNothingAfterTheCertificateWhereThatIsAllThatIsWanted) {
  const TestCertificate leaf = LeafOf(TestKey::Ec());
  const auto until_certificate = [&](std::string_view hello) {
    Tls13Script script(hello);
    return Join({script.ServerHello(), script.EncryptedExtensions(), script.CertificateRequest(),
                 script.Certificate({leaf.der})});
  };
  const auto client = NewHandshake({.certificate_only = true});
  EXPECT_EQ(Converse(*client, until_certificate).want, Want::kDone);
  EXPECT_EQ(client->observation().outcome, Outcome::kCertificateOnly);
  EXPECT_TRUE(client->observation().client_certificate_requested);
  EXPECT_EQ(client->observation().signature_algorithm, 0);

  const auto full = NewHandshake();
  EXPECT_EQ(Converse(*full, until_certificate).want, Want::kRead);
  EXPECT_EQ(full->observation().outcome, Outcome::kInProgress);
  EXPECT_EQ(ChainOf(full->observation()), std::vector{leaf.der});
}

// A server need not log the connection as broken.
TEST(HandshakeTest, SaysGoodbyeWhenItIsComplete) {
  const auto client = NewHandshake();
  const auto script = [key = TestKey::Ec()](std::string_view hello) {
    return Tls13Script(hello).Flight({LeafOf(key).der}, key, SSL_SIGN_ECDSA_SECP256R1_SHA256);
  };
  const Talk talk = Converse(*client, script);
  ASSERT_EQ(client->observation().outcome, Outcome::kComplete);
  const std::vector<RecordPlace> records = RecordsOf(talk.last_output);
  ASSERT_EQ(records.size(), 3u);  // ChangeCipherSpec, Finished, close_notify
  EXPECT_EQ(records[2].end, talk.last_output.size());
  EXPECT_EQ(records[2].end - records[2].begin, kRecordHeader + 2 + 1 + 16);
}

TEST(HandshakeTest, TellsAFailureToThePeerByAnAlert) {
  const auto client = NewHandshake();
  const Talk talk = Converse(*client, Says(HandshakeRecords(Message(SSL3_MT_SERVER_HELLO, ""))));
  EXPECT_EQ(client->observation().outcome, Outcome::kHandshakeFailed);
  EXPECT_EQ(client->observation().error, "SSL:DECODE_ERROR");
  const std::vector<RecordPlace> records = RecordsOf(talk.last_output);
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(records[0].type, kAlertRecord);
  EXPECT_EQ(talk.last_output.substr(kRecordHeader), U8(kFatal) + U8(SSL_AD_DECODE_ERROR));
}

TEST(HandshakeTest, MayBeGivenUpAnyTime) {
  const TestCertificate leaf = LeafOf(TestKey::Ec());
  NewHandshake();
  const auto client = NewHandshake();
  client->Advance({});
  const auto other = NewHandshake();
  Converse(*other, ServerPeer(leaf), {.limit = 300});
  EXPECT_EQ(other->observation().outcome, Outcome::kInProgress);
}

// Nothing is shared but the profile.
TEST(HandshakeTest, RunsBesideOthersOnOneProfile) {
  const TestCertificate first = LeafOf(TestKey::Ec()), second = LeafOf(TestKey::Ed25519());
  TlsServer first_server(first), second_server(second, Only(TLS1_2_VERSION, nullptr, nullptr, {SSL_SIGN_ED25519}));
  const auto a = NewHandshake(), b = NewHandshake();
  a->Advance({});
  b->Advance({});
  const std::string to_a = first_server.Receive(base::AsText(a->pending_output()));
  const std::string to_b = second_server.Receive(base::AsText(b->pending_output()));
  b->ConsumeOutput(b->pending_output().size());
  EXPECT_EQ(b->Advance(base::AsBytes(to_b)), Want::kRead);
  EXPECT_EQ(a->Advance(base::AsBytes(to_a)), Want::kDone);
  const std::string rest = second_server.Receive(base::AsText(b->pending_output()));
  EXPECT_EQ(b->Advance(base::AsBytes(rest)), Want::kDone);
  EXPECT_EQ(ChainOf(a->observation()), std::vector{first.der});
  EXPECT_EQ(ChainOf(b->observation()), std::vector{second.der});
}

TEST(HandshakeTest, RunsInParallelOnOneProfile) {
  const TestCertificate leaf = LeafOf(TestKey::Ec());
  const ClientProfile& profile = ProfileOf();
  std::vector<int> complete(4);
  std::vector<std::thread> threads;
  threads.reserve(complete.size());
  for (int& count : complete) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) {
        const auto client = *Handshake::Create(profile, "sps-1.example");
        Converse(*client, ServerPeer(leaf));
        count += client->observation().proof_of_possession ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(complete, std::vector<int>(4, 50));
}

}  // namespace
}  // namespace certsweep::tls
