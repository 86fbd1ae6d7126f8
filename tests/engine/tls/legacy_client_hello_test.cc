#include "engine/tls/legacy_client_hello.h"

#include <openssl/ssl.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "engine/tls/observation.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/tls/client_hello_view.h"

namespace certsweep::tls {
namespace {

using ::testing::ElementsAre;

ClientHelloView Parse(const LegacyHelloOptions& options, std::string_view host_name = "sps-1.example") {
  const std::optional<ClientHelloView> hello = ParseClientHello(BuildLegacyClientHello(options, host_name));
  EXPECT_TRUE(hello.has_value());
  return hello.value_or(ClientHelloView());
}

std::vector<uint16_t> TypesOf(const ClientHelloView& hello) {
  std::vector<uint16_t> types;
  types.reserve(hello.extensions.size());
  for (const auto& [type, data] : hello.extensions) types.push_back(type);
  return types;
}

TEST(LegacyClientHelloTest, OffersTheVersionItIsAskedFor) {
  struct {
    uint16_t version;
    uint16_t record_version;
  } const kCases[] = {{0x0303, 0x0301}, {0x0302, 0x0301}, {0x0301, 0x0301}, {0x0300, 0x0300}};
  for (const auto& c : kCases) {
    for (const bool extensions : {true, false}) {
      const ClientHelloView hello = Parse({.version = c.version, .extensions = extensions});
      EXPECT_EQ(hello.version, c.version);
      EXPECT_EQ(hello.record_version, c.record_version);
      EXPECT_EQ(hello.has_extensions, extensions);
      EXPECT_EQ(hello.session_id, "");
      EXPECT_EQ(hello.compression_methods, std::string(1, '\0'));
    }
  }
}

TEST(LegacyClientHelloTest, HasTheExtensionsOfItsTime) {
  const ClientHelloView tls12 = Parse({.version = TLS1_2_VERSION});
  EXPECT_THAT(TypesOf(tls12),
              ElementsAre(TLSEXT_TYPE_server_name, TLSEXT_TYPE_supported_groups, TLSEXT_TYPE_ec_point_formats,
                          TLSEXT_TYPE_signature_algorithms, TLSEXT_TYPE_padding));
  EXPECT_EQ(tls12.ServerName(), "sps-1.example");
  EXPECT_EQ(tls12.Extension(TLSEXT_TYPE_ec_point_formats), std::string("\x01\x00", 2));
  // RFC 5246, 7.4.1.4.1: not below TLS 1.2.
  for (const uint16_t version : {TLS1_1_VERSION, TLS1_VERSION}) {
    EXPECT_FALSE(Parse({.version = version}).Extension(TLSEXT_TYPE_signature_algorithms).has_value());
  }
  EXPECT_EQ(Parse({.version = TLS1_2_VERSION}, "").Extension(TLSEXT_TYPE_server_name), std::nullopt);
}

TEST(LegacyClientHelloTest, OffersDsaSha1AndMd5) {
  const ClientHelloView hello = Parse({});
  const std::vector<uint16_t> algorithms = hello.ListIn(TLSEXT_TYPE_signature_algorithms);
  for (const uint16_t algorithm : {0x0402, 0x0202, 0x0201, 0x0203, 0x0101, 0x0401, 0x0403, 0x0804, 0x0807}) {
    EXPECT_THAT(algorithms, ::testing::Contains(algorithm));
  }
  EXPECT_EQ(std::set<uint16_t>(algorithms.begin(), algorithms.end()).size(), algorithms.size());
  const std::vector<uint16_t> groups = hello.ListIn(TLSEXT_TYPE_supported_groups);
  EXPECT_EQ(GroupName(groups.front()), "X25519");
  EXPECT_THAT(groups, ::testing::Contains(0x001a));  // brainpoolP256r1
}

// Names in the order of the offer, without the one that is no suite.
std::vector<std::string> SuitesOf(const ClientHelloView& hello) {
  std::vector<std::string> names;
  for (const uint16_t suite : hello.cipher_suites) {
    if (suite != 0x00ff) names.push_back(CipherSuiteName(suite));
  }
  return names;
}

TEST(LegacyClientHelloTest, OffersEverySuiteOnceAndOnlyOnesWithACertificate) {
  const ClientHelloView hello = Parse({});
  EXPECT_EQ(std::set<uint16_t>(hello.cipher_suites.begin(), hello.cipher_suites.end()).size(),
            hello.cipher_suites.size());
  EXPECT_EQ(hello.cipher_suites.back(), 0x00ff);  // RFC 5746
  for (const std::string& name : SuitesOf(hello)) {
    EXPECT_EQ(name.substr(0, 4), "TLS_") << name;
    EXPECT_EQ(name.find("anon"), std::string::npos) << name;
  }
  for (const char* kind : {"TLS_DHE_RSA_", "TLS_DHE_DSS_", "TLS_RSA_", "TLS_ECDH_RSA_", "TLS_DH_DSS_", "3DES", "RC4",
                           "_DES_", "EXPORT", "NULL", "CAMELLIA", "SEED", "IDEA"}) {
    const std::vector<std::string> names = SuitesOf(hello);
    EXPECT_TRUE(std::any_of(names.begin(), names.end(), [&](const std::string& name) {
      return name.find(kind) != std::string::npos;
    })) << kind;
  }
}

// Old servers follow the client's order: nothing weak before anything strong.
TEST(LegacyClientHelloTest, OffersWeakSuitesLast) {
  const ClientHelloView hello = Parse({});
  EXPECT_TRUE(std::is_partitioned(hello.cipher_suites.begin(), hello.cipher_suites.end() - 1,
                                  [](uint16_t suite) { return !IsWeakCipherSuite(suite); }));
}

TEST(LegacyClientHelloTest, IsNeverTheSameTwice) { EXPECT_NE(Parse({}).random, Parse({}).random); }

// Some load balancers hang at a message of 256 to 511 bytes (RFC 7685); some servers mind a last extension that is
// empty.
TEST(LegacyClientHelloTest, HasNoTroublesomeSizeForAnyName) {
  std::set<size_t> sizes;
  for (const uint16_t version : {0x0303, 0x0302, 0x0301, 0x0300}) {
    for (size_t size = 0; size <= 253; ++size) {
      const ClientHelloView hello = Parse({.version = version}, std::string(size, 'a'));
      ASSERT_TRUE(hello.message.size() < 256 || hello.message.size() >= 512) << hello.message.size();
      ASSERT_FALSE(hello.extensions.back().second.empty());
      sizes.insert(hello.message.size());
    }
    EXPECT_LT(Parse({.version = version, .extensions = false}).message.size(), 256u);
  }
  EXPECT_TRUE(sizes.contains(512));
}

TEST(LegacyClientHelloTest, PadsWithZeros) {
  const std::string padding = Parse({}).Extension(TLSEXT_TYPE_padding).value();
  EXPECT_EQ(padding, std::string(padding.size(), '\0'));
}

}  // namespace
}  // namespace certsweep::tls
