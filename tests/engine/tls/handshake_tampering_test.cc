// Whatever is changed on the way, or forged: the handshake ends, and possession is claimed only where it was proven.

#include <openssl/ssl.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "engine/tls/handshake.h"
#include "gtest/gtest.h"
#include "tests/engine/tls/converse.h"
#include "tests/engine/tls/scripted_conversation.h"
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

TestCertificate LeafOf(const TestKey& key) { return CertificateBuilder("leaf").Key(key).Build(); }

const TestCertificate& Leaf() {
  static const auto* leaf = new TestCertificate(LeafOf(TestKey::Ed25519()));
  return *leaf;
}
const TestKey& Key() { return Leaf().key; }

ScriptedConversation Tls13() { return HealthyTls13({Leaf().der}, Key(), SSL_SIGN_ED25519); }
ScriptedConversation Tls12() { return HealthyTls12({Leaf().der}, Key(), SSL_SIGN_ED25519); }

Delivery FlippedAt(size_t at, int bit) {
  return {.tamper = [at, bit](std::string& answer, size_t offset) {
    if (at < offset || at - offset >= answer.size()) return;
    answer[at - offset] = static_cast<char>(answer[at - offset] ^ (1 << bit));
  }};
}

// The low byte of the version in the header of an unencrypted record means nothing (RFC 8446, 5.1), and is not signed.
bool IsIgnored(const std::vector<RecordPlace>& plaintext_records, size_t at) {
  return std::any_of(plaintext_records.begin(), plaintext_records.end(),
                     [at](const RecordPlace& place) { return at == place.begin + 2; });
}

TEST(HandshakeTamperingTest, EndsAtEveryFlippedBitOfTls13) {
  const ScriptedConversation whole = Tls13();
  const auto client = NewHandshake();
  const std::string stream = Converse(*client, whole.peer).from_peer;
  const std::string untouched = Describe(client->observation());
  const std::vector<RecordPlace> records = RecordsOf(stream);
  for (size_t at = 0; at < stream.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      SCOPED_TRACE(testing::Message() << "byte " << at << ", bit " << bit);
      const Observation observation = Observe(Tls13().peer, FlippedAt(at, bit));
      ASSERT_NE(observation.outcome, Outcome::kLocalFailure) << observation.error;
      if (IsIgnored({records[0]}, at)) {
        ASSERT_EQ(Describe(observation), untouched);
        continue;
      }
      ASSERT_NE(observation.outcome, Outcome::kComplete);
      // All that CertificateVerify signs lies before it. What is behind it spoils the end alone.
      ASSERT_EQ(observation.proof_of_possession, at >= whole.milestones->signature);
    }
  }
}

TEST(HandshakeTamperingTest, EndsAtEveryFlippedBitOfTls12) {
  const ScriptedConversation whole = Tls12();
  const TestCertificate& leaf = Leaf();
  const auto client = NewHandshake();
  const std::string stream = Converse(*client, whole.peer).from_peer;
  const std::string untouched = Describe(client->observation());
  ASSERT_EQ(client->observation().outcome, Outcome::kComplete);
  std::vector<RecordPlace> plaintext = RecordsOf(stream);
  ASSERT_EQ(plaintext.size(), 6u);
  plaintext.pop_back();  // Finished
  // The random of ServerHello and all of ServerKeyExchange are signed (RFC 8422, 5.4), or are the signature.
  const size_t random = kRecordHeader + 4 + 2;
  const auto is_signed = [&](size_t at) {
    return (at >= random && at < random + 32) ||
           (at >= whole.milestones->certificate + kRecordHeader && at < whole.milestones->signature);
  };
  for (size_t at = 0; at < stream.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      SCOPED_TRACE(testing::Message() << "byte " << at << ", bit " << bit);
      const Observation observation = Observe(Tls12().peer, FlippedAt(at, bit));
      ASSERT_NE(observation.outcome, Outcome::kLocalFailure) << observation.error;
      if (IsIgnored(plaintext, at)) {
        ASSERT_EQ(Describe(observation), untouched);
        continue;
      }
      ASSERT_NE(observation.outcome, Outcome::kComplete);
      if (is_signed(at)) {
        ASSERT_FALSE(observation.proof_of_possession);
      }
      // Below TLS 1.3 the certificate is not signed: but the key in it is the one that was proven.
      if (observation.proof_of_possession) {
        ASSERT_NE(ChainOf(observation).at(0).find(Key().spki()), std::string::npos);
      }
      if (at >= whole.milestones->signature) {
        ASSERT_TRUE(observation.proof_of_possession);
        ASSERT_EQ(ChainOf(observation), std::vector{leaf.der});
      }
    }
  }
}

// By servers of BoringSSL, with RSA.
TEST(HandshakeTamperingTest, NeverCompletesWithAFlippedBitOfOlderVersions) {
  const TestCertificate leaf = LeafOf(TestKey::Rsa(1024));
  for (const uint16_t version : {TLS1_VERSION, TLS1_2_VERSION}) {
    for (const char* ciphers : {"ECDHE-RSA-AES128-SHA", "AES128-SHA"}) {
      const ServerOptions options = {.min_version = version, .max_version = version, .ciphers = ciphers};
      const auto client = NewHandshake();
      const std::string stream = Converse(*client, ServerPeer(leaf, options)).from_peer;
      const std::string untouched = Describe(client->observation());
      for (size_t at = 0; at < stream.size(); ++at) {
        SCOPED_TRACE(testing::Message() << ciphers << " byte " << at);
        const Observation observation = Observe(ServerPeer(leaf, options), FlippedAt(at, static_cast<int>(at % 8)));
        ASSERT_NE(observation.outcome, Outcome::kLocalFailure) << observation.error;
        if (observation.outcome == Outcome::kComplete) {
          ASSERT_TRUE(IsIgnored(RecordsOf(stream), at));
          ASSERT_EQ(Describe(observation), untouched);
        }
        if (observation.proof_of_possession) {
          ASSERT_NE(ChainOf(observation).at(0).find(leaf.key.spki()), std::string::npos);
        }
      }
    }
  }
}

void ExpectForged(const Observation& observation, const std::string& error, const TestCertificate& leaf) {
  EXPECT_EQ(observation.outcome, Outcome::kHandshakeFailed);
  EXPECT_EQ(observation.error, error);
  EXPECT_FALSE(observation.proof_of_possession);
  EXPECT_EQ(ChainOf(observation), std::vector{leaf.der});
}

TEST(HandshakeTamperingTest, KeepsTheCertificateWhoseSignatureIsWrong) {
  for (const TestKey& key : {TestKey::Rsa(), TestKey::Ec()}) {
    const TestCertificate leaf = LeafOf(key);
    for (const uint16_t version : {TLS1_VERSION, TLS1_1_VERSION, TLS1_2_VERSION, TLS1_3_VERSION}) {
      const ServerOptions options = {.min_version = version, .max_version = version, .breaks_signatures = true};
      const Observation observation = Observe(ServerPeer(leaf, options));
      EXPECT_EQ(observation.outcome, Outcome::kHandshakeFailed);
      EXPECT_NE(observation.error, "");  // which one depends on what the wrong bits of RSA come to
      EXPECT_FALSE(observation.proof_of_possession);
      EXPECT_EQ(ChainOf(observation), std::vector{leaf.der});
    }
  }
}

// A copied certificate without its key.
TEST(HandshakeTamperingTest, IsNotFooledBySomebodyElsesKey) {
  const TestCertificate leaf = LeafOf(TestKey::Ec("P-256", 1));
  const TestKey own = TestKey::Ec("P-256", 2);
  constexpr uint16_t kAlgorithm = SSL_SIGN_ECDSA_SECP256R1_SHA256;
  const auto tls13 = [&](std::string_view hello) { return Tls13Script(hello).Flight({leaf.der}, own, kAlgorithm); };
  const auto tls12 = [&](std::string_view hello) { return Tls12Script(hello).Flight({leaf.der}, own, kAlgorithm); };
  ExpectForged(Observe(tls13), "ECDSA:BAD_SIGNATURE", leaf);
  ExpectForged(Observe(tls12), "ECDSA:BAD_SIGNATURE", leaf);
}

// The server's part of an earlier handshake, word for word.
TEST(HandshakeTamperingTest, IsNotFooledByARecording) {
  const TestCertificate& leaf = Leaf();
  const auto recorded = NewHandshake();
  const std::string tls12 = Converse(*recorded, Tls12().peer).from_peer;
  ExpectForged(Observe(Says(tls12)), "EVP:INVALID_SIGNATURE", leaf);

  const auto other = NewHandshake();
  const std::string tls13 = Converse(*other, Tls13().peer).from_peer;
  const Observation observation = Observe(Says(tls13));
  EXPECT_EQ(observation.outcome, Outcome::kHandshakeFailed);
  EXPECT_FALSE(observation.certificate_seen);
}

TEST(HandshakeTamperingTest, TakesNoSignatureOfAnAlgorithmThatDoesNotSuitTheKey) {
  const TestCertificate leaf = LeafOf(TestKey::Ec());
  const TestKey rsa = TestKey::Rsa();
  const auto tls13 = [&](std::string_view hello) {
    return Tls13Script(hello).Flight({leaf.der}, rsa, SSL_SIGN_RSA_PSS_RSAE_SHA256);
  };
  const auto tls12 = [&](std::string_view hello) {
    Tls12Script script(hello);
    return Join({script.ServerHello(), script.Certificate({leaf.der}),
                 script.ServerKeyExchange(rsa, SSL_SIGN_RSA_PSS_RSAE_SHA256)});
  };
  ExpectForged(Observe(tls13), "SSL:WRONG_SIGNATURE_TYPE", leaf);
  ExpectForged(Observe(tls12), "SSL:WRONG_SIGNATURE_TYPE", leaf);
}

TEST(HandshakeTamperingTest, WantsTheSignatureToCome) {
  const TestCertificate& leaf = Leaf();
  const auto tls13 = [&](std::string_view hello) {
    Tls13Script script(hello);
    return Join(
        {script.ServerHello(), script.EncryptedExtensions(), script.Certificate({leaf.der}), script.Finished()});
  };
  const auto tls12 = [&](std::string_view hello) {
    Tls12Script script(hello);
    return Join({script.ServerHello(), script.Certificate({leaf.der}), script.ServerHelloDone()});
  };
  ExpectForged(Observe(tls13), "SSL:UNEXPECTED_MESSAGE", leaf);
  ExpectForged(Observe(tls12), "SSL:UNEXPECTED_MESSAGE", leaf);
}

// What was signed was signed: a wrong Finished spoils the handshake, and not what is known of the key.
TEST(HandshakeTamperingTest, TellsAWrongFinished) {
  const TestCertificate& leaf = Leaf();
  const auto tls13 = [&](std::string_view hello) {
    Tls13Script script(hello);
    return Join({script.ServerHello(), script.EncryptedExtensions(), script.Certificate({leaf.der}),
                 script.CertificateVerify(Key(), SSL_SIGN_ED25519), script.Finished(/*wrong=*/true)});
  };
  std::unique_ptr<Tls12Script> script;
  const auto tls12 = [&](std::string_view input) -> std::string {
    if (script == nullptr) {
      script = std::make_unique<Tls12Script>(input);
      return script->Flight({leaf.der}, Key(), SSL_SIGN_ED25519);
    }
    if (static_cast<uint8_t>(input[0]) == kAlertRecord) return "";
    script->ReadClientFlight(input);
    return script->Finish(/*wrong=*/true);
  };
  for (const Observation& observation : {Observe(tls13), Observe(tls12)}) {
    EXPECT_EQ(observation.outcome, Outcome::kHandshakeFailed);
    EXPECT_EQ(observation.error, "SSL:DIGEST_CHECK_FAILED");
    EXPECT_TRUE(observation.proof_of_possession);
    EXPECT_EQ(ChainOf(observation), std::vector{leaf.der});
  }
}

// A certificate for another name, shown beside the one whose key is proven: before it, after it, too early.
TEST(HandshakeTamperingTest, KeepsTheFirstCertificateMessageAlone) {
  const TestCertificate stolen = LeafOf(TestKey::Ec("P-256", 1));
  const TestCertificate& own = Leaf();
  const auto twice = [&](std::string_view hello) {
    Tls12Script script(hello);
    return Join({script.ServerHello(), script.Certificate({stolen.der}), script.Certificate({own.der}),
                 script.ServerKeyExchange(Key(), SSL_SIGN_ED25519), script.ServerHelloDone()});
  };
  ExpectForged(Observe(twice), "SSL:UNEXPECTED_MESSAGE", stolen);
  const auto once_more = [&](std::string_view hello) {
    Tls12Script script(hello);
    return Join({script.ServerHello(), script.Certificate({own.der}), script.ServerKeyExchange(Key(), SSL_SIGN_ED25519),
                 script.Certificate({stolen.der}), script.ServerHelloDone()});
  };
  const Observation observation = Observe(once_more);
  EXPECT_EQ(observation.outcome, Outcome::kHandshakeFailed);
  EXPECT_TRUE(observation.proof_of_possession);
  EXPECT_EQ(ChainOf(observation), std::vector{own.der});
  const auto too_early = [&](std::string_view hello) {
    Tls12Script script(hello);
    return Join({script.Certificate({stolen.der}), script.Flight({own.der}, Key(), SSL_SIGN_ED25519)});
  };
  EXPECT_FALSE(Observe(too_early).certificate_seen);
}

// Nor do the parameters change once the certificate is there.
TEST(HandshakeTamperingTest, KeepsTheServerHelloThatCameBeforeTheCertificate) {
  const TestCertificate& own = Leaf();
  const auto peer = [&](std::string_view hello) {
    Tls12Script script(hello);
    return Join({script.ServerHello(), script.Certificate({own.der}), script.ServerHello(0x0005)});
  };
  const Observation observation = Observe(peer);
  EXPECT_EQ(observation.outcome, Outcome::kHandshakeFailed);
  EXPECT_EQ(observation.cipher_suite, kEcdheEcdsaAes128Gcm);
}

}  // namespace
}  // namespace certsweep::tls
