#include "replacer/execute/tls_prober_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/pki/trust_anchors.h"
#include "tests/engine/tls/tls_server.h"
#include "tests/support/loopback.h"
#include "tests/support/manual_clock.h"
#include "tests/support/scripted_peer.h"
#include "tests/support/test_certificates.h"

namespace certsweep::replacer {
namespace {

using ::testing::HasSubstr;

class TlsProberTest : public ::testing::Test {
 protected:
  TlsProberTest()
      : judge_(pki::ChainVerifier(std::make_shared<pki::TrustAnchors>(std::vector<x509::CertificatePtr>{root_.Parse()}),
                                  {}, pki::Rules::kPrivate),
               pki::Policy()) {}

  static std::string Sha256Of(const test::TestCertificate& certificate) {
    return base::HexEncode(base::Bytes(base::Sha256(base::AsBytes(certificate.der))));
  }

  // What `certificate`'s server shows, asked by `name`.
  absl::StatusOr<Served> ProbeServer(const test::TestCertificate& certificate, const std::string& name,
                                     const std::vector<std::string>& identities,
                                     const tls::ServerOptions& options = {}) {
    test::ScriptedPeer peer([&](test::Fd& connection, int) {
      tls::TlsServer server(certificate, options);
      for (std::string input = test::ReadSome(connection); !input.empty(); input = test::ReadSome(connection)) {
        if (!test::WriteAll(connection, server.Receive(input))) return;
      }
    });
    return Probe("127.0.0.1", peer.port(), name, identities);
  }

  absl::StatusOr<Served> Probe(const std::string& address, uint16_t port, const std::string& name,
                               const std::vector<std::string>& identities) {
    TlsProber prober(judge_, nullptr, {.connect_timeout_us = 2'000'000, .handshake_timeout_us = 500'000}, clock_);
    return prober.Probe({"sps.example", address, port}, name, identities);
  }

  const test::TestCertificate root_ = test::CertificateBuilder("Root").Key(test::TestKey::Ec("P-256", 60)).Ca().Build();
  const pki::ChainJudge judge_;
  const test::ManualClock clock_{test::kTestTime};
};

TEST_F(TlsProberTest, TellsTheLeafAndThatItComplies) {
  const test::TestCertificate leaf = test::CertificateBuilder("sps").Dns("sps.example").IssuedBy(root_).Build();
  const auto served = ProbeServer(leaf, "sps.example", {"sps.example"});
  ASSERT_TRUE(served.ok()) << served.status();
  EXPECT_EQ(served->leaf_sha256, Sha256Of(leaf));
  EXPECT_TRUE(served->is_compliant);
  EXPECT_EQ(served->problem, "");
}

TEST_F(TlsProberTest, TellsWhyItDoesNotComply) {
  const test::TestCertificate self_signed = test::CertificateBuilder("sps").Dns("sps.example").Build();
  const auto served = ProbeServer(self_signed, "sps.example", {"sps.example", "10.0.0.7"});
  ASSERT_TRUE(served.ok());
  EXPECT_EQ(served->leaf_sha256, Sha256Of(self_signed));
  EXPECT_FALSE(served->is_compliant);
  EXPECT_THAT(served->problem, HasSubstr("self_signed ("));
  EXPECT_THAT(served->problem, HasSubstr("name_mismatch ("));
}

TEST_F(TlsProberTest, AnOldProtocolDoesNotComplyWhateverTheCertificate) {
  const test::TestCertificate leaf = test::CertificateBuilder("sps").Dns("sps.example").IssuedBy(root_).Build();
  const auto served = ProbeServer(leaf, "sps.example", {"sps.example"}, {.max_version = TLS1_1_VERSION});
  ASSERT_TRUE(served.ok());
  EXPECT_EQ(served->leaf_sha256, Sha256Of(leaf));
  EXPECT_FALSE(served->is_compliant);
  EXPECT_THAT(served->problem, HasSubstr("weak_protocol"));
}

TEST_F(TlsProberTest, WhatDoesNotAnswerShowsNothing) {
  const test::Listener held = test::HoldSilentPort();
  const auto served = Probe("127.0.0.1", held.port, "sps.example", {"sps.example"});
  ASSERT_TRUE(served.ok());
  EXPECT_EQ(served->leaf_sha256, "");
  EXPECT_FALSE(served->is_compliant);
  EXPECT_THAT(served->problem, HasSubstr("connection_refused"));
}

TEST_F(TlsProberTest, WhatIsNoTlsShowsNothing) {
  test::ScriptedPeer peer([](test::Fd& connection, int) { test::WriteAll(connection, "220 mail\r\n"); });
  const auto served = Probe("127.0.0.1", peer.port(), "", {});
  ASSERT_TRUE(served.ok());
  EXPECT_EQ(served->leaf_sha256, "");
  EXPECT_FALSE(served->is_compliant);
}

TEST_F(TlsProberTest, WithoutAnAddressNothingIsProbed) {
  const auto served = Probe("", 443, "sps.example", {});
  EXPECT_TRUE(absl::IsFailedPrecondition(served.status()));
  EXPECT_THAT(served.status().ToString(), HasSubstr("sps.example: its address is not known"));
}

}  // namespace
}  // namespace certsweep::replacer
