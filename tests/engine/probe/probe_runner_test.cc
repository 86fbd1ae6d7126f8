#include "engine/probe/probe_runner.h"

#include <openssl/ssl.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "engine/base/clock.h"
#include "engine/probe/journey_step_text.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/net/run_on_loop.h"
#include "tests/engine/tls/client_hello_view.h"
#include "tests/engine/tls/tls_bytes.h"
#include "tests/engine/tls/tls_server.h"
#include "tests/support/loopback.h"
#include "tests/support/scripted_peer.h"
#include "tests/support/test_certificates.h"

namespace certsweep::probe {
namespace {

using test::Fd;
using test::ScriptedPeer;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::StartsWith;
using tls::Outcome;

constexpr uint16_t kSupportedVersions = 43;
constexpr char kName[] = "sps.example";

const test::TestCertificate& Leaf() {
  static const auto* const leaf = new test::TestCertificate(test::CertificateBuilder(kName).Dns(kName).Build());
  return *leaf;
}

// Speaks TLS from the ClientHello that was read already on, until the client goes away.
void Serve(const Fd& connection, const std::string& hello, const tls::ServerOptions& options = {}) {
  tls::TlsServer server(Leaf(), options);
  for (std::string input = hello; !input.empty(); input = test::ReadSome(connection)) {
    if (!test::WriteAll(connection, server.Receive(input))) return;
  }
}

void SendAlert(const Fd& connection, uint8_t description) {
  test::WriteAll(connection, tls::Alert(tls::kFatal, description));
}

// The hellos that a peer got, in short: "1.3 sps.example", "plain", "legacy 0x300".
class Hellos {
 public:
  // Waits for the next one, notes it, and gives the whole record.
  std::string Read(const Fd& connection) {
    std::string record = test::ReadRecord(connection);
    const std::lock_guard lock(mutex_);
    view_ = tls::ParseClientHello(record);
    if (!view_) return record;
    std::string shown = view_->Extension(kSupportedVersions) ? "1.3" : "plain";
    if (!IsBoringSsl()) shown = "legacy " + std::to_string(view_->version & 0xff);
    if (const auto name = view_->ServerName()) shown += " " + *name;
    seen_.push_back(shown);
    return record;
  }

  bool has_supported_versions() const { return view_ && view_->Extension(kSupportedVersions).has_value(); }
  bool has_name() const { return view_ && view_->ServerName().has_value(); }
  // The hand-built hellos are the only ones with DHE suites.
  bool IsBoringSsl() const {
    constexpr uint16_t kDheRsaAes128 = 0x0033;
    return view_ && std::find(view_->cipher_suites.begin(), view_->cipher_suites.end(), kDheRsaAes128) ==
                        view_->cipher_suites.end();
  }
  uint16_t version() const { return view_ ? view_->version : 0; }

  std::vector<std::string> seen() const {
    const std::lock_guard lock(mutex_);
    return seen_;
  }

 private:
  mutable std::mutex mutex_;
  std::optional<tls::ClientHelloView> view_;
  std::vector<std::string> seen_;
};

class ProbeRunnerTest : public ::testing::Test {
 protected:
  ProbeReport Probe(uint16_t port, const std::string& server_name = kName, ProbeOptions options = {},
                    std::string_view at = "127.0.0.1", Journey* journey = nullptr) {
    auto prober = Prober::Create(loop_, options);
    EXPECT_TRUE(prober.ok()) << prober.status();
    ProbeReport report;
    report.journey = journey;
    const base::IpAddress address = *base::IpAddress::Parse(at);
    net::RunOnLoop(loop_,
                   [&]() -> net::Awaitable<void> { co_await (*prober)->Probe(address, port, server_name, report); });
    return report;
  }

  // How the steps of a probe begin.
  std::vector<std::string> StepsOf(uint16_t port) {
    Journey journey(base::SystemClock());
    Probe(port, kName, {}, "127.0.0.1", &journey);
    std::vector<std::string> steps;
    int64_t last_us = 0;
    for (const JourneyStep& step : journey.steps()) {
      const std::string text = StepText(step.event);
      steps.push_back(text.substr(0, text.find(',')));
      EXPECT_GE(step.at_us, last_us);
      last_us = step.at_us;
    }
    return steps;
  }

  net::Loop loop_{base::SystemClock()};
  Hellos hellos_;
};

TEST_F(ProbeRunnerTest, AGoodEndpointIsAskedOnce) {
  const ScriptedPeer peer([&](Fd& connection, int) { Serve(connection, hellos_.Read(connection)); });
  const ProbeReport report = Probe(peer.port());
  EXPECT_EQ(report.stage, ProbeStage::kHandshake);
  EXPECT_EQ(report.connect_error, net::ConnectError::kNone);
  EXPECT_EQ(report.observation.outcome, Outcome::kComplete);
  EXPECT_EQ(report.observation.version, TLS1_3_VERSION);
  EXPECT_EQ(report.observation.hello, tls::HelloKind::kFull);
  EXPECT_TRUE(report.observation.proof_of_possession);
  ASSERT_EQ(report.observation.chain.size(), 1u);
  EXPECT_EQ(report.server_name, kName);
  ASSERT_TRUE(report.timing.connect_us && report.timing.handshake_us);
  EXPECT_GE(*report.timing.connect_us, 0);
  EXPECT_GT(*report.timing.handshake_us, 0);
  EXPECT_THAT(hellos_.seen(), ElementsAre("1.3 sps.example"));
}

TEST_F(ProbeRunnerTest, WithoutANameNoneIsSent) {
  const ScriptedPeer peer([&](Fd& connection, int) { Serve(connection, hellos_.Read(connection)); });
  const ProbeReport report = Probe(peer.port(), "");
  EXPECT_EQ(report.observation.outcome, Outcome::kComplete);
  EXPECT_EQ(report.server_name, "");
  EXPECT_THAT(hellos_.seen(), ElementsAre("1.3"));
}

// Appliances that fall over the extension that TLS 1.3 brought.
TEST_F(ProbeRunnerTest, WhoRefusesSupportedVersionsGetsAHelloWithoutIt) {
  for (const bool by_reset : {false, true}) {
    Hellos hellos;
    const ScriptedPeer peer([&](Fd& connection, int) {
      const std::string hello = hellos.Read(connection);
      if (!hellos.has_supported_versions()) return Serve(connection, hello);
      if (by_reset) test::CloseWithReset(std::move(connection));
    });
    const ProbeReport report = Probe(peer.port());
    EXPECT_EQ(report.observation.outcome, Outcome::kComplete);
    EXPECT_EQ(report.observation.version, TLS1_2_VERSION);
    EXPECT_EQ(report.observation.hello, tls::HelloKind::kPlain);
    EXPECT_TRUE(report.observation.proof_of_possession);
    EXPECT_EQ(report.server_name, kName);
    EXPECT_THAT(hellos.seen(), ElementsAre("1.3 sps.example", "plain sps.example"));
  }
}

TEST_F(ProbeRunnerTest, WhoDoesNotKnowTheNameIsAskedWithoutIt) {
  const ScriptedPeer peer([&](Fd& connection, int) {
    const std::string hello = hellos_.Read(connection);
    if (!hellos_.has_name()) return Serve(connection, hello);
    SendAlert(connection, SSL_AD_UNRECOGNIZED_NAME);
  });
  const ProbeReport report = Probe(peer.port());
  EXPECT_EQ(report.observation.outcome, Outcome::kComplete);
  EXPECT_EQ(report.server_name, "");
  EXPECT_FALSE(report.observation.sni_sent);
  EXPECT_THAT(hellos_.seen(), ElementsAre("1.3 sps.example", "plain"));
}

TEST_F(ProbeRunnerTest, Tls13AloneWithoutTheName) {
  const ScriptedPeer peer([&](Fd& connection, int) {
    const std::string hello = hellos_.Read(connection);
    if (hellos_.has_name()) return SendAlert(connection, SSL_AD_UNRECOGNIZED_NAME);
    Serve(connection, hello, {.min_version = TLS1_3_VERSION});
  });
  const ProbeReport report = Probe(peer.port());
  EXPECT_EQ(report.observation.outcome, Outcome::kComplete);
  EXPECT_EQ(report.observation.version, TLS1_3_VERSION);
  EXPECT_EQ(report.server_name, "");
  EXPECT_THAT(hellos_.seen(), ElementsAre("1.3 sps.example", "plain", "1.3"));
}

// --- the journey ---

TEST_F(ProbeRunnerTest, TellsHowAPlainerHelloCameToBeAnswered) {
  const ScriptedPeer peer([&](Fd& connection, int) {
    const std::string hello = hellos_.Read(connection);
    if (!hellos_.has_supported_versions()) return Serve(connection, hello);
    test::CloseWithReset(std::move(connection));
  });
  EXPECT_THAT(
      StepsOf(peer.port()),
      ElementsAre(StartsWith("connected to 127.0.0.1:"), "sent the full ClientHello", "it reset the connection",
                  StartsWith("connected to 127.0.0.1:"), "the last one was refused", "ServerHello: TLSv1.2",
                  "Certificate: 1 certificate", StartsWith("ServerKeyExchange: "), "the handshake is complete"));
}

TEST_F(ProbeRunnerTest, TellsThatNoHelloWasAnswered) {
  const ScriptedPeer peer([&](Fd& connection, int) {
    hellos_.Read(connection);
    SendAlert(connection, SSL_AD_HANDSHAKE_FAILURE);
  });
  const std::vector<std::string> steps = StepsOf(peer.port());
  ASSERT_EQ(steps.size(), 3u * 5 + 1);
  EXPECT_EQ(steps[2], "it ended the handshake with the alert handshake_failure");
  EXPECT_EQ(steps.back(), "no ClientHello got a certificate: the first answer counts");
}

TEST_F(ProbeRunnerTest, TellsThatTheEndpointWasGoneAtTheSecondConnection) {
  auto listener = std::make_optional(test::Listen("127.0.0.1"));
  const uint16_t port = listener->port;
  std::thread server([&] {
    Fd connection = test::Accept(*listener);
    listener.reset();
    test::ReadRecord(connection);
  });
  const std::vector<std::string> steps = StepsOf(port);
  server.join();
  EXPECT_THAT(steps, ElementsAre(StartsWith("connected to"), "sent the full ClientHello", "it closed the connection",
                                 EndsWith(": the connection was refused"),
                                 "no ClientHello got a certificate: the first answer counts"));
}

TEST_F(ProbeRunnerTest, TellsOfAnEndpointThatRefuses) {
  const test::Listener refuses = test::HoldSilentPort();
  EXPECT_THAT(StepsOf(refuses.port), ElementsAre(EndsWith(": the connection was refused")));
}

// OpenSSL 0.9.8 with DHE suites alone: BoringSSL has none of them.
TEST_F(ProbeRunnerTest, WhoSpeaksOldSuitesAloneIsReadToItsCertificate) {
  const ScriptedPeer peer([&](Fd& connection, int) {
    hellos_.Read(connection);
    if (hellos_.IsBoringSsl()) return SendAlert(connection, SSL_AD_HANDSHAKE_FAILURE);
    test::WriteAll(connection,
                   tls::HandshakeRecords(
                       tls::Join({tls::Message(SSL3_MT_SERVER_HELLO,
                                               tls::ServerHelloBody({.version = TLS1_VERSION, .cipher_suite = 0x0033})),
                                  tls::Message(SSL3_MT_CERTIFICATE, tls::CertificateBody({Leaf().der}))})));
    test::ReadSome(connection);
  });
  const ProbeReport report = Probe(peer.port());
  EXPECT_EQ(report.observation.outcome, Outcome::kCertificateOnly);
  EXPECT_EQ(report.observation.hello, tls::HelloKind::kLegacy);
  EXPECT_EQ(report.observation.version, TLS1_VERSION);
  EXPECT_TRUE(report.observation.certificate_seen);
  EXPECT_FALSE(report.observation.proof_of_possession);
  EXPECT_EQ(report.server_name, kName);
  EXPECT_THAT(hellos_.seen(), ElementsAre("1.3 sps.example", "plain sps.example", "legacy 3 sps.example"));
}

TEST_F(ProbeRunnerTest, Ssl3IsTheLastResort) {
  const ScriptedPeer peer([&](Fd& connection, int) {
    hellos_.Read(connection);
    if (hellos_.version() != SSL3_VERSION) return;
    test::WriteAll(connection,
                   tls::HandshakeRecords(
                       tls::Join({tls::Message(SSL3_MT_SERVER_HELLO,
                                               tls::ServerHelloBody({.version = SSL3_VERSION, .cipher_suite = 0x0005})),
                                  tls::Message(SSL3_MT_CERTIFICATE, tls::CertificateBody({Leaf().der}))})));
    test::ReadSome(connection);
  });
  const ProbeReport report = Probe(peer.port());
  EXPECT_EQ(report.observation.version, SSL3_VERSION);
  EXPECT_TRUE(report.observation.certificate_seen);
  EXPECT_EQ(report.server_name, "");
  EXPECT_EQ(hellos_.seen().size(), 5u);
  EXPECT_EQ(hellos_.seen().back(), "legacy 0");
}

// All tries after the first were but ways round it.
TEST_F(ProbeRunnerTest, HowTheFirstTryFailedIsTold) {
  const ScriptedPeer peer([&](Fd& connection, int number) {
    hellos_.Read(connection);
    if (number == 0) SendAlert(connection, SSL_AD_INTERNAL_ERROR);
  });
  const ProbeReport report = Probe(peer.port());
  EXPECT_EQ(report.observation.outcome, Outcome::kAlert);
  EXPECT_EQ(report.observation.alert, SSL_AD_INTERNAL_ERROR);
  EXPECT_EQ(report.observation.hello, tls::HelloKind::kFull);
  EXPECT_EQ(report.server_name, kName);
  EXPECT_EQ(hellos_.seen().size(), 5u);
}

TEST_F(ProbeRunnerTest, SilenceIsWaitedForOnce) {
  const ScriptedPeer peer([&](Fd& connection, int) {
    hellos_.Read(connection);
    test::ReadSome(connection);  // until the client goes away
  });
  const ProbeReport report = Probe(peer.port(), kName, {.handshake_timeout_us = 50'000});
  EXPECT_EQ(report.observation.outcome, Outcome::kTimeout);
  EXPECT_GE(report.timing.handshake_us, 50'000);
  EXPECT_THAT(hellos_.seen(), ElementsAre("1.3 sps.example"));
}

TEST_F(ProbeRunnerTest, WhatIsNotTlsIsAskedOnce) {
  const ScriptedPeer peer([&](Fd& connection, int) {
    test::WriteAll(connection, "SSH-2.0-OpenSSH_9.2\r\n");
    test::ReadSome(connection);
  });
  const ProbeReport report = Probe(peer.port());
  EXPECT_EQ(report.observation.outcome, Outcome::kNotTls);
  EXPECT_EQ(report.observation.first_bytes, "SSH-2.0-OpenSSH_9.2\r\n");
  EXPECT_EQ(peer.connections(), 1);
}

TEST_F(ProbeRunnerTest, ByteAtATimeIsNoObstacle) {
  const ScriptedPeer peer([&](Fd& connection, int) {
    tls::TlsServer server(Leaf());
    for (std::string input = hellos_.Read(connection); !input.empty(); input = test::ReadSome(connection)) {
      for (const char byte : server.Receive(input)) {
        if (!test::WriteAll(connection, std::string(1, byte))) return;
      }
    }
  });
  const ProbeReport report = Probe(peer.port());
  EXPECT_EQ(report.observation.outcome, Outcome::kComplete);
  EXPECT_TRUE(report.observation.proof_of_possession);
}

TEST_F(ProbeRunnerTest, ACertificateThatCameBeforeAResetIsKept) {
  const ScriptedPeer peer([&](Fd& connection, int) {
    tls::TlsServer server(Leaf(), {.max_version = TLS1_2_VERSION});
    test::WriteAll(connection, server.Receive(hellos_.Read(connection)));
    test::ReadSome(connection);
    test::CloseWithReset(std::move(connection));
  });
  const ProbeReport report = Probe(peer.port());
  EXPECT_EQ(report.observation.outcome, Outcome::kReset);
  EXPECT_TRUE(report.observation.certificate_seen);
  EXPECT_EQ(hellos_.seen().size(), 1u);
}

TEST_F(ProbeRunnerTest, WithCertificateOnlyItStopsThere) {
  const ScriptedPeer peer([&](Fd& connection, int) { Serve(connection, hellos_.Read(connection)); });
  const ProbeReport report = Probe(peer.port(), kName, {.certificate_only = true});
  EXPECT_EQ(report.observation.outcome, Outcome::kCertificateOnly);
  EXPECT_TRUE(report.observation.certificate_seen);
  EXPECT_FALSE(report.observation.proof_of_possession);
}

TEST_F(ProbeRunnerTest, ARefusedConnectionIsTheEnd) {
  const test::Listener silent = test::HoldSilentPort();
  const ProbeReport report = Probe(silent.port);
  EXPECT_EQ(report.stage, ProbeStage::kConnect);
  EXPECT_EQ(report.connect_error, net::ConnectError::kRefused);
  EXPECT_EQ(report.detail, "Connection refused");
  EXPECT_EQ(report.server_name, "");
  EXPECT_FALSE(report.timing.connect_us);
  EXPECT_FALSE(report.timing.handshake_us);
}

// It hangs up and is then gone: what is told is the conversation that there was.
TEST_F(ProbeRunnerTest, ALaterTryThatDoesNotConnectTakesNothingBack) {
  constexpr char kAlone[] = "127.41.7.1";  // nobody else takes the port when it is given up
  test::Listener listener = test::Listen(kAlone);
  const uint16_t port = listener.port;
  std::thread server([&] {
    const Fd connection = test::Accept(listener);
    listener.socket.Close();
    hellos_.Read(connection);
  });
  const ProbeReport report = Probe(port, kName, {}, kAlone);
  server.join();
  EXPECT_EQ(report.stage, ProbeStage::kHandshake);
  EXPECT_EQ(report.connect_error, net::ConnectError::kNone);
  EXPECT_EQ(report.observation.outcome, Outcome::kClosed);
  EXPECT_EQ(report.detail, "");
  EXPECT_THAT(hellos_.seen(), ElementsAre("1.3 sps.example"));
}

// It can't happen with names that were checked, and must not be held against the endpoint if it does.
TEST_F(ProbeRunnerTest, ANameThatCantBeSentIsOurFailure) {
  const ScriptedPeer peer([&](Fd& connection, int) { hellos_.Read(connection); });
  const ProbeReport report = Probe(peer.port(), "not a name");
  EXPECT_EQ(report.stage, ProbeStage::kHandshake);
  EXPECT_EQ(report.observation.outcome, Outcome::kLocalFailure);
  EXPECT_EQ(hellos_.seen().size(), 0u);
}

TEST_F(ProbeRunnerTest, TheLoopMayGoAwayUnderIt) {
  const ScriptedPeer peer([&](Fd& connection, int) {
    hellos_.Read(connection);
    test::ReadSome(connection);
  });
  const base::IpAddress address = *base::IpAddress::Parse("127.0.0.1");
  const std::string name = kName;
  net::Loop loop(base::SystemClock());
  const std::unique_ptr<Prober> prober = *Prober::Create(loop, {});
  const auto probes = [&]() -> net::Awaitable<void> {
    ProbeReport report;
    co_await prober->Probe(address, peer.port(), name, report);
    ADD_FAILURE() << "nothing was answered";
  };
  net::Spawn(loop, probes);
  net::RunOnLoop(loop, [&]() -> net::Awaitable<void> {
    while (hellos_.seen().empty()) co_await loop.Sleep(1'000);
  });
}

}  // namespace
}  // namespace certsweep::probe
