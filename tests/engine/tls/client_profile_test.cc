#include "engine/tls/client_profile.h"

#include <openssl/ssl.h>

#include <string>
#include <vector>

#include "engine/tls/handshake.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/tls/client_hello_view.h"
#include "tests/engine/tls/converse.h"

namespace certsweep::tls {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

ClientHelloView HelloOf(HelloKind hello) {
  const auto client = NewHandshake({.hello = hello}, "sps-1.example");
  client->Advance({});
  return ParseClientHello(base::AsText(client->pending_output())).value();
}

TEST(ClientProfileTest, OffersTls10To13) {
  const ClientHelloView hello = HelloOf(HelloKind::kFull);
  EXPECT_EQ(hello.record_version, TLS1_VERSION);
  EXPECT_EQ(hello.version, TLS1_2_VERSION);
  EXPECT_THAT(hello.ListIn(TLSEXT_TYPE_supported_versions),
              ElementsAre(TLS1_3_VERSION, TLS1_2_VERSION, TLS1_1_VERSION, TLS1_VERSION));
  EXPECT_TRUE(hello.KeyShare(SSL_CURVE_X25519).has_value());
}

// Endpoints that close at supported_versions are why there is another try.
TEST(ClientProfileTest, OffersTls12AndBelowWithoutSupportedVersions) {
  for (const HelloKind kind : {HelloKind::kPlain, HelloKind::kPlainNoSni}) {
    const ClientHelloView hello = HelloOf(kind);
    EXPECT_EQ(hello.version, TLS1_2_VERSION);
    EXPECT_FALSE(hello.Extension(TLSEXT_TYPE_supported_versions).has_value());
    EXPECT_FALSE(hello.Extension(TLSEXT_TYPE_key_share).has_value());
    EXPECT_EQ(hello.ServerName().has_value(), kind == HelloKind::kPlain);
  }
}

TEST(ClientProfileTest, OffersEveryGroupOfTheLibrary) {
  for (const HelloKind kind : {HelloKind::kFull, HelloKind::kPlain, HelloKind::kPlainNoSni}) {
    EXPECT_THAT(HelloOf(kind).ListIn(TLSEXT_TYPE_supported_groups),
                ElementsAre(SSL_CURVE_X25519, SSL_CURVE_SECP256R1, SSL_CURVE_SECP384R1, SSL_CURVE_SECP521R1,
                            SSL_CURVE_SECP224R1));
  }
}

TEST(ClientProfileTest, PrefersNoSignatureWithSha1) {
  const std::vector<uint16_t> algorithms = HelloOf(HelloKind::kFull).ListIn(TLSEXT_TYPE_signature_algorithms);
  EXPECT_THAT(algorithms,
              ElementsAre(SSL_SIGN_ECDSA_SECP256R1_SHA256, SSL_SIGN_RSA_PSS_RSAE_SHA256, SSL_SIGN_RSA_PKCS1_SHA256,
                          SSL_SIGN_ECDSA_SECP384R1_SHA384, SSL_SIGN_RSA_PSS_RSAE_SHA384, SSL_SIGN_RSA_PKCS1_SHA384,
                          SSL_SIGN_ED25519, SSL_SIGN_ECDSA_SECP521R1_SHA512, SSL_SIGN_RSA_PSS_RSAE_SHA512,
                          SSL_SIGN_RSA_PKCS1_SHA512, SSL_SIGN_RSA_PKCS1_SHA1, SSL_SIGN_ECDSA_SHA1));
}

TEST(ClientProfileTest, OffersTripleDesLastOfAll) {
  const std::vector<uint16_t> suites = HelloOf(HelloKind::kPlain).cipher_suites;
  EXPECT_EQ(suites.back(), 0x000a);
  for (const uint16_t suite : {0xc02b, 0xc02f, 0xcca8, 0xcca9, 0xc013, 0xc014, 0x009c, 0x002f, 0x0035}) {
    EXPECT_THAT(suites, Contains(suite));
  }
  EXPECT_THAT(HelloOf(HelloKind::kFull).cipher_suites, Contains(0x1301));
}

// A scan must give the same results each time, and leave nothing behind.
TEST(ClientProfileTest, OffersNoGreaseNoTicketAndNothingToResume) {
  for (const HelloKind kind : {HelloKind::kFull, HelloKind::kPlain, HelloKind::kPlainNoSni}) {
    const ClientHelloView hello = HelloOf(kind);
    const auto is_grease = [](uint16_t value) { return (value & 0x0f0f) == 0x0a0a && value >> 8 == (value & 0xff); };
    for (const uint16_t suite : hello.cipher_suites) EXPECT_FALSE(is_grease(suite));
    for (const auto& [type, data] : hello.extensions) EXPECT_FALSE(is_grease(type));
    for (const uint16_t group : hello.ListIn(TLSEXT_TYPE_supported_groups)) EXPECT_FALSE(is_grease(group));
    EXPECT_FALSE(hello.Extension(TLSEXT_TYPE_session_ticket).has_value());
    EXPECT_FALSE(hello.Extension(TLSEXT_TYPE_pre_shared_key).has_value());
  }
}

// Some load balancers hang at 256 to 511 bytes (RFC 7685).
TEST(ClientProfileTest, SendsNoClientHelloOfATroublesomeSize) {
  for (const HelloKind kind : {HelloKind::kFull, HelloKind::kPlain, HelloKind::kPlainNoSni}) {
    for (size_t size = 1; size <= 63; ++size) {
      const auto client = NewHandshake({.hello = kind}, std::string(size, 'a'));
      client->Advance({});
      const size_t message = ParseClientHello(base::AsText(client->pending_output())).value().message.size();
      EXPECT_TRUE(message < 256 || message >= 512) << message;
    }
  }
}

TEST(ClientProfileTest, KnowsItsOptions) {
  const auto profile = ClientProfile::Create({.hello = HelloKind::kPlain, .certificate_only = true});
  ASSERT_TRUE(profile.ok());
  EXPECT_EQ(profile->options().hello, HelloKind::kPlain);
  EXPECT_TRUE(profile->options().certificate_only);
  EXPECT_NE(profile->context(), nullptr);
}

TEST(ClientProfileTest, IsNotForTheHandBuiltHello) {
  EXPECT_EQ(ClientProfile::Create({.hello = HelloKind::kLegacy}).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace certsweep::tls
