#include "engine/probe/single_probe_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <thread>
#include <vector>

#include "engine/pki/trust_anchors.h"
#include "tests/engine/tls/tls_server.h"
#include "tests/support/loopback.h"
#include "tests/support/manual_clock.h"
#include "tests/support/scripted_peer.h"
#include "tests/support/test_certificates.h"

namespace certsweep::probe {
namespace {

const pki::ChainJudge& Judge() {
  static const pki::ChainJudge kJudge(
      pki::ChainVerifier(std::make_shared<pki::TrustAnchors>(), {}, pki::Rules::kPrivate), pki::Policy());
  return kJudge;
}

EndpointResult ProbePort(uint16_t port, const ProbeOptions& options = {}) {
  Endpoint endpoint;
  endpoint.host = "sps.example";
  endpoint.address = base::IpAddress::Parse("127.0.0.1");
  endpoint.port = port;
  endpoint.identities = {"sps.example"};
  auto result = ProbeOnce(endpoint, "sps.example", Judge(), nullptr, options, base::SystemClock());
  EXPECT_TRUE(result.ok()) << result.status();
  return result.value_or(EndpointResult());
}

TEST(SingleProbeRunnerTest, ARefusedPortIsUnreachable) {
  const test::Listener held = test::HoldSilentPort();
  const EndpointResult result = ProbePort(held.port);
  EXPECT_EQ(result.verdict, pki::Verdict::kUnreachable);
  ASSERT_FALSE(result.findings.empty());
  EXPECT_EQ(result.findings.front().code, pki::FindingCode::kConnectionRefused);
}

TEST(SingleProbeRunnerTest, WhatIsNoTlsIsTold) {
  test::ScriptedPeer peer([](test::Fd& connection, int) { test::WriteAll(connection, "220 mail.example\r\n"); });
  EXPECT_EQ(ProbePort(peer.port()).verdict, pki::Verdict::kNoTls);
}

TEST(SingleProbeRunnerTest, ASilentServerIsLeftAtTheDeadline) {
  const test::Listener listener = test::Listen();
  const EndpointResult result =
      ProbePort(listener.port, {.connect_timeout_us = 200'000, .handshake_timeout_us = 100'000});
  EXPECT_EQ(result.verdict, pki::Verdict::kNoTls);
  ASSERT_FALSE(result.findings.empty());
  EXPECT_EQ(result.findings.front().code, pki::FindingCode::kHandshakeTimeout);
}

TEST(SingleProbeRunnerTest, AnEndpointThatIsAsItShouldBeComplies) {
  const test::TestCertificate root = test::CertificateBuilder("Root").Key(test::TestKey::Ec("P-256", 60)).Ca().Build();
  const test::TestCertificate leaf =
      test::CertificateBuilder("sps").Dns("sps.example").Ip("127.0.0.1").IssuedBy(root).Build();
  test::ScriptedPeer peer([&](test::Fd& connection, int) {
    tls::TlsServer server(leaf.key, {leaf.der});
    for (std::string input = test::ReadSome(connection); !input.empty(); input = test::ReadSome(connection)) {
      if (!test::WriteAll(connection, server.Receive(input))) return;
    }
  });
  const pki::ChainJudge judge(
      pki::ChainVerifier(std::make_shared<pki::TrustAnchors>(std::vector<x509::CertificatePtr>{root.Parse()}), {},
                         pki::Rules::kPrivate),
      pki::Policy());
  const test::ManualClock clock(test::kTestTime);
  Endpoint endpoint;
  endpoint.host = "sps.example";
  endpoint.address = base::IpAddress::Parse("127.0.0.1");
  endpoint.port = peer.port();
  endpoint.identities = {"sps.example", "127.0.0.1"};
  for (const char* server_name : {"sps.example", ""}) {
    const auto result = ProbeOnce(endpoint, server_name, judge, nullptr, {}, clock);
    ASSERT_TRUE(result.ok()) << result.status();
    EXPECT_EQ(result->verdict, pki::Verdict::kCompliant);
    ASSERT_EQ(result->chain.size(), 1u);
    EXPECT_EQ(result->chain.front().certificate->sha256(), leaf.Parse()->sha256());
  }
  // The same endpoint by a name that its certificate lacks.
  endpoint.identities.push_back("other.example");
  const auto other = ProbeOnce(endpoint, "sps.example", judge, nullptr, {}, clock);
  ASSERT_TRUE(other.ok());
  EXPECT_EQ(other->verdict, pki::Verdict::kNoncompliant);
  EXPECT_EQ(other->findings.front().code, pki::FindingCode::kNameMismatch);
}

TEST(SingleProbeRunnerTest, SeveralThreadsMayProbe) {
  test::ScriptedPeer peer([](test::Fd& connection, int) { test::WriteAll(connection, "no TLS here\r\n"); });
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&peer] { EXPECT_EQ(ProbePort(peer.port()).verdict, pki::Verdict::kNoTls); });
  }
}

}  // namespace
}  // namespace certsweep::probe
