// CipherSuiteName and IsWeakCipherSuite of observation.h.

#include <openssl/ssl.h>

#include <cstdio>
#include <set>
#include <string>

#include "engine/tls/observation.h"
#include "gtest/gtest.h"

namespace certsweep::tls {
namespace {

TEST(SuiteNamesTest, NamesWhatIanaNames) {
  struct {
    uint16_t suite;
    const char* name;
  } const kCases[] = {
      {0x0000, "TLS_NULL_WITH_NULL_NULL"},
      {0x0003, "TLS_RSA_EXPORT_WITH_RC4_40_MD5"},
      {0x0005, "TLS_RSA_WITH_RC4_128_SHA"},
      {0x000a, "TLS_RSA_WITH_3DES_EDE_CBC_SHA"},
      {0x0016, "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA"},
      {0x001b, "TLS_DH_anon_WITH_3DES_EDE_CBC_SHA"},
      {0x002f, "TLS_RSA_WITH_AES_128_CBC_SHA"},
      {0x0032, "TLS_DHE_DSS_WITH_AES_128_CBC_SHA"},
      {0x0046, "TLS_DH_anon_WITH_CAMELLIA_128_CBC_SHA"},
      {0x0060, "TLS_RSA_EXPORT1024_WITH_RC4_56_MD5"},
      {0x0066, "TLS_DHE_DSS_WITH_RC4_128_SHA"},
      {0x006d, "TLS_DH_anon_WITH_AES_256_CBC_SHA256"},
      {0x0084, "TLS_RSA_WITH_CAMELLIA_256_CBC_SHA"},
      {0x0096, "TLS_RSA_WITH_SEED_CBC_SHA"},
      {0x009e, "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"},
      {0x00a7, "TLS_DH_anon_WITH_AES_256_GCM_SHA384"},
      {0x00c5, "TLS_DH_anon_WITH_CAMELLIA_256_CBC_SHA256"},
      {0x1301, "TLS_AES_128_GCM_SHA256"},
      {0x1305, "TLS_AES_128_CCM_8_SHA256"},
      {0xc001, "TLS_ECDH_ECDSA_WITH_NULL_SHA"},
      {0xc019, "TLS_ECDH_anon_WITH_AES_256_CBC_SHA"},
      {0xc02b, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"},
      {0xc032, "TLS_ECDH_RSA_WITH_AES_256_GCM_SHA384"},
      {0xc0af, "TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8"},
      {0xcca8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"},
      {0xccaa, "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256"},
  };
  for (const auto& c : kCases) EXPECT_EQ(CipherSuiteName(c.suite), c.name);
}

// Right before and behind each run of names.
TEST(SuiteNamesTest, WritesTheNumberOfWhatHasNoName) {
  for (const uint16_t suite : {0x001c, 0x002e, 0x0047, 0x005f, 0x006e, 0x0083, 0x008a, 0x0095, 0x00a8, 0x00b9,
                               0x00c6, 0x1300, 0x1306, 0xc000, 0xc01a, 0xc022, 0xc033, 0xcca7, 0xccab, 0xffff}) {
    char number[8];
    std::snprintf(number, sizeof(number), "0x%04x", suite);
    EXPECT_EQ(CipherSuiteName(suite), number);
  }
}

// A list in the wrong order or a line too many would show here: BoringSSL knows the names too.
TEST(SuiteNamesTest, AgreesWithTheLibrary) {
  int known = 0;
  for (uint32_t suite = 0; suite <= 0xffff; ++suite) {
    const SSL_CIPHER* cipher = SSL_get_cipher_by_value(static_cast<uint16_t>(suite));
    if (cipher == nullptr || std::string(SSL_CIPHER_standard_name(cipher)).find("PSK") != std::string::npos) continue;
    EXPECT_EQ(CipherSuiteName(static_cast<uint16_t>(suite)), SSL_CIPHER_standard_name(cipher));
    ++known;
  }
  EXPECT_GT(known, 15);
}

TEST(SuiteNamesTest, NamesNoTwoAlike) {
  std::set<std::string> names;
  for (uint32_t suite = 0; suite <= 0xffff; ++suite) names.insert(CipherSuiteName(static_cast<uint16_t>(suite)));
  EXPECT_EQ(names.size(), 0x10000u);
}

TEST(SuiteNamesTest, TellsWeakSuites) {
  for (const uint16_t suite : {0x0001, 0x0002, 0x003b, 0xc006,                  // NULL
                               0x0003, 0x0008, 0x0014, 0x0060, 0x0062,          // export
                               0x0004, 0x0005, 0x0066, 0xc007, 0xc011,          // RC4
                               0x0009, 0x0012, 0x0015,                          // DES
                               0x000a, 0x000d, 0x0013, 0x0016, 0xc008, 0xc012,  // 3DES
                               0x0018, 0x001b, 0x0034, 0x00a6, 0xc018}) {       // anonymous
    EXPECT_TRUE(IsWeakCipherSuite(suite)) << CipherSuiteName(suite);
  }
  for (const uint16_t suite : {0x002f, 0x0035, 0x0033, 0x0041, 0x0096, 0x0007, 0x009c, 0x009e, 0xc013, 0xc02b, 0xc02f,
                               0xcca8, 0x1301, 0x1303, 0xffff}) {
    EXPECT_FALSE(IsWeakCipherSuite(suite)) << CipherSuiteName(suite);
  }
}

}  // namespace
}  // namespace certsweep::tls
