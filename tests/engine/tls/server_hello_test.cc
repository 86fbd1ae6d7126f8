#include "engine/tls/server_hello.h"

#include <openssl/ssl.h>

#include <string>

#include "gtest/gtest.h"
#include "tests/engine/tls/tls_bytes.h"

namespace certsweep::tls {
namespace {

std::string Extension(uint16_t type, std::string_view data) { return U16(type) + Prefixed16(data); }

ServerHello Parse(const ServerHelloFields& fields) {
  const std::string body = ServerHelloBody(fields);
  const std::optional<ServerHello> hello = ParseServerHello(base::AsBytes(body));
  EXPECT_TRUE(hello.has_value());
  return hello.value_or(ServerHello());
}

TEST(ServerHelloTest, ReadsVersionAndCipherSuite) {
  for (const uint16_t version : {0x0300, 0x0301, 0x0302, 0x0303}) {
    const ServerHello hello = Parse({.version = version, .session_id = std::string(32, 's'), .cipher_suite = 0x0005});
    EXPECT_EQ(hello.version, version);
    EXPECT_EQ(hello.cipher_suite, 0x0005);
    EXPECT_EQ(hello.group, 0);
  }
}

TEST(ServerHelloTest, ReadsTheVersionAndGroupOfTls13) {
  const std::string key_share = U16(SSL_CURVE_X25519) + Prefixed16(std::string(32, 'k'));
  const ServerHello hello = Parse({.cipher_suite = 0x1301,
                                   .extensions = Extension(TLSEXT_TYPE_key_share, key_share) + Extension(65281, "x") +
                                                 Extension(TLSEXT_TYPE_supported_versions, U16(TLS1_3_VERSION))});
  EXPECT_EQ(hello.version, TLS1_3_VERSION);
  EXPECT_EQ(hello.cipher_suite, 0x1301);
  EXPECT_EQ(hello.group, SSL_CURVE_X25519);
}

// In a HelloRetryRequest key_share is the group alone.
TEST(ServerHelloTest, ReadsAHelloRetryRequest) {
  const ServerHello hello = Parse({.extensions = Extension(TLSEXT_TYPE_supported_versions, U16(TLS1_3_VERSION)) +
                                                 Extension(TLSEXT_TYPE_key_share, U16(SSL_CURVE_SECP384R1))});
  EXPECT_EQ(hello.version, TLS1_3_VERSION);
  EXPECT_EQ(hello.group, SSL_CURVE_SECP384R1);
}

// It ends before the cipher suite, or after: only then is there something to tell.
TEST(ServerHelloTest, ReadsAsFarAsItGoes) {
  const std::string body = ServerHelloBody(
      {.session_id = "id", .extensions = Extension(TLSEXT_TYPE_supported_versions, U16(TLS1_3_VERSION))});
  const size_t needed = 2 + 32 + 1 + 2 + 2;
  for (size_t size = 0; size < body.size(); ++size) {
    const std::optional<ServerHello> hello = ParseServerHello(base::AsBytes(body.substr(0, size)));
    ASSERT_EQ(hello.has_value(), size >= needed) << size;
    if (hello) {
      EXPECT_EQ(hello->version, TLS1_2_VERSION) << size;
    }
  }
}

TEST(ServerHelloTest, PassesOverExtensionsThatAreTooShort) {
  const ServerHello hello =
      Parse({.extensions = Extension(TLSEXT_TYPE_supported_versions, "x") + Extension(TLSEXT_TYPE_key_share, "")});
  EXPECT_EQ(hello.version, TLS1_2_VERSION);
  EXPECT_EQ(hello.group, 0);
}

TEST(ServerKeyExchangeTest, ReadsGroupAndSignatureAlgorithm) {
  const std::string body = U8(3) + U16(SSL_CURVE_SECP256R1) + Prefixed8(std::string(65, 'p')) +
                           U16(SSL_SIGN_RSA_PKCS1_SHA256) + Prefixed16("signature");
  const KeyExchangeParameters tls12 = ParseServerKeyExchange(base::AsBytes(body), TLS1_2_VERSION);
  EXPECT_EQ(tls12.group, SSL_CURVE_SECP256R1);
  EXPECT_EQ(tls12.signature_algorithm, SSL_SIGN_RSA_PKCS1_SHA256);
  // Below TLS 1.2 the algorithm is not said, and those bytes are the signature's.
  const KeyExchangeParameters tls11 = ParseServerKeyExchange(base::AsBytes(body), TLS1_1_VERSION);
  EXPECT_EQ(tls11.group, SSL_CURVE_SECP256R1);
  EXPECT_EQ(tls11.signature_algorithm, 0);
}

TEST(ServerKeyExchangeTest, KnowsNoGroupThatHasNoName) {
  for (const std::string& body : {std::string(), std::string("\x03"), std::string("\x03\x00", 2),
                                  std::string("\x01\x00\x17", 3), Prefixed16(std::string(256, 'p'))}) {
    const KeyExchangeParameters parameters = ParseServerKeyExchange(base::AsBytes(body), TLS1_2_VERSION);
    EXPECT_EQ(parameters.group, 0);
    EXPECT_EQ(parameters.signature_algorithm, 0);
  }
  const std::string cut = U8(3) + U16(SSL_CURVE_X25519) + U8(32) + "short";
  EXPECT_EQ(ParseServerKeyExchange(base::AsBytes(cut), TLS1_2_VERSION).group, SSL_CURVE_X25519);
  EXPECT_EQ(ParseServerKeyExchange(base::AsBytes(cut), TLS1_2_VERSION).signature_algorithm, 0);
}

TEST(CertificateVerifyTest, SaysItsAlgorithm) {
  EXPECT_EQ(ParseCertificateVerify(base::AsBytes(U16(SSL_SIGN_ED25519) + Prefixed16("s"))), SSL_SIGN_ED25519);
  EXPECT_EQ(ParseCertificateVerify(base::AsBytes(U16(SSL_SIGN_ED25519))), SSL_SIGN_ED25519);
  EXPECT_EQ(ParseCertificateVerify(base::AsBytes("\x08")), 0);
  EXPECT_EQ(ParseCertificateVerify({}), 0);
}

TEST(SignatureAlgorithmTest, TellsSha1AndMd5) {
  for (const uint16_t algorithm : {0x0101, 0x0102, 0x0103, 0x0201, 0x0202, 0x0203}) {
    EXPECT_TRUE(IsSha1OrMd5Signature(algorithm)) << algorithm;
  }
  for (const uint16_t algorithm : {0x0000, 0x0001, 0x0100, 0x0200, 0x0204, 0x0301, 0x0401, 0x0403, 0x0804, 0x0807}) {
    EXPECT_FALSE(IsSha1OrMd5Signature(algorithm)) << algorithm;
  }
}

}  // namespace
}  // namespace certsweep::tls
