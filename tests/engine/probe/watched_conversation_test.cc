#include "engine/probe/watched_conversation.h"

#include <openssl/ssl.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/probe/journey_step_text.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/manual_clock.h"

namespace certsweep::probe {
namespace {

using ::testing::ElementsAre;
using tls::Observation;
using tls::Outcome;

// Shows after each call of Advance the next of what a test has made up.
class ScriptedObservation final : public tls::Conversation {
 public:
  explicit ScriptedObservation(std::vector<Observation> script) : script_(std::move(script)) {}

  tls::Want Advance(base::Bytes) override {
    if (next_ < script_.size()) observation_ = std::move(script_[next_++]);
    return observation_.outcome == Outcome::kInProgress ? tls::Want::kRead : tls::Want::kDone;
  }
  void Finish(tls::StreamEnd) override { observation_.outcome = Outcome::kReset; }
  base::Bytes pending_output() const override { return base::AsBytes(output_); }
  void ConsumeOutput(size_t count) override { output_.erase(0, count); }
  const Observation& observation() const override { return observation_; }
  Observation TakeObservation() override { return std::move(observation_); }

 private:
  std::vector<Observation> script_;
  size_t next_ = 0;
  std::string output_ = "hello";
  Observation observation_;
};

class WatchedConversationTest : public ::testing::Test {
 protected:
  static Observation Seen(uint16_t version, Outcome outcome = Outcome::kInProgress) {
    Observation seen;
    seen.version = version;
    seen.cipher_suite = version == TLS1_3_VERSION ? 0x1301 : 0xc02b;
    seen.outcome = outcome;
    seen.bytes_received = 9;
    return seen;
  }
  static Observation WithCertificates(Observation seen, size_t count) {
    const uint8_t der[4] = {};
    for (size_t i = 0; i < count; ++i) seen.chain.emplace_back(CRYPTO_BUFFER_new(der, sizeof(der), nullptr));
    seen.certificate_seen = count > 0;
    return seen;
  }

  std::unique_ptr<WatchedConversation> Watch(std::vector<Observation> script) {
    return std::make_unique<WatchedConversation>(std::make_unique<ScriptedObservation>(std::move(script)),
                                                 HelloChoice{.server_name = true}, "sps.example", journey_);
  }

  std::vector<std::string> Told() const {
    std::vector<std::string> told;
    for (const JourneyStep& step : journey_.steps()) told.push_back(StepText(step.event));
    return told;
  }

  test::ManualClock clock_;
  Journey journey_{clock_};
};

constexpr char kHello[] = "sent the full ClientHello, TLSv1 to TLSv1.3, SNI sps.example";

TEST_F(WatchedConversationTest, TellsEachStepOfTls13OnceAndInOrder) {
  std::vector<Observation> script;
  script.emplace_back();
  Observation all = WithCertificates(Seen(TLS1_3_VERSION), 2);
  all.group = 0x001d;
  all.client_certificate_requested = true;
  all.signature_algorithm = SSL_SIGN_ECDSA_SECP256R1_SHA256;
  all.proof_of_possession = true;
  all.outcome = Outcome::kComplete;
  script.push_back(std::move(all));
  const auto watched = Watch(std::move(script));
  EXPECT_EQ(watched->Advance({}), tls::Want::kRead);
  EXPECT_THAT(Told(), ElementsAre(kHello));
  clock_.AdvanceMicros(4'000);
  EXPECT_EQ(watched->Advance({}), tls::Want::kDone);
  EXPECT_THAT(Told(), ElementsAre(kHello, "ServerHello: TLSv1.3, TLS_AES_128_GCM_SHA256, X25519",
                                  "CertificateRequest: it asks for a client certificate; a scan has none to give",
                                  "Certificate: 2 certificates, 8 bytes",
                                  "CertificateVerify: ecdsa_secp256r1_sha256; it has the certificate's key",
                                  "the handshake is complete, 4 ms and 9 bytes after the hello"));
  EXPECT_EQ(watched->observation().chain.size(), 2u);
  EXPECT_EQ(watched->TakeObservation().outcome, Outcome::kComplete);
}

TEST_F(WatchedConversationTest, TellsWhatComesBitByBit) {
  std::vector<Observation> script;
  script.push_back(Seen(TLS1_2_VERSION));
  script.push_back(WithCertificates(Seen(TLS1_2_VERSION), 1));
  Observation proven = WithCertificates(Seen(TLS1_2_VERSION), 1);
  proven.group = 0x0017;
  proven.signature_algorithm = SSL_SIGN_RSA_PKCS1_SHA256;
  proven.proof_of_possession = true;
  script.push_back(std::move(proven));
  Observation asked = WithCertificates(Seen(TLS1_2_VERSION, Outcome::kAlert), 1);
  asked.group = 0x0017;
  asked.proof_of_possession = asked.client_certificate_requested = true;
  asked.alert = SSL_AD_HANDSHAKE_FAILURE;
  script.push_back(std::move(asked));
  const auto watched = Watch(std::move(script));
  for (int i = 0; i < 4; ++i) {
    watched->Advance({});
    clock_.AdvanceMicros(1'000);
  }
  EXPECT_THAT(Told(), ElementsAre(kHello, "ServerHello: TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                                  "Certificate: 1 certificate, 4 bytes",
                                  "ServerKeyExchange: rsa_pkcs1_sha256, P-256; it has the certificate's key",
                                  "CertificateRequest: it asks for a client certificate; a scan has none to give",
                                  "it ended the handshake with the alert handshake_failure, 3 ms and 9 bytes after the "
                                  "hello"));
  EXPECT_EQ(journey_.steps()[3].at_us, 2'000);
}

TEST_F(WatchedConversationTest, TellsAnEndThatTheCallerSaw) {
  const auto watched = Watch({});
  watched->Advance({});
  watched->Finish(tls::StreamEnd::kReset);
  EXPECT_THAT(Told(), ElementsAre(kHello, "it reset the connection, 0 ms and 0 bytes after the hello"));
}

TEST_F(WatchedConversationTest, TellsAnEmptyListOfCertificates) {
  std::vector<Observation> script;
  script.push_back(Seen(TLS1_2_VERSION));
  script.back().certificate_list_empty = true;
  Watch(std::move(script))->Advance({});
  EXPECT_EQ(Told().back(), "Certificate: an empty list");
}

TEST_F(WatchedConversationTest, OutputGoesThrough) {
  const auto watched = Watch({});
  EXPECT_EQ(base::AsText(watched->pending_output()), "hello");
  watched->ConsumeOutput(3);
  EXPECT_EQ(base::AsText(watched->pending_output()), "lo");
}

}  // namespace
}  // namespace certsweep::probe
