// IANA names of cipher suites (TLS Parameters registry) with certificates or without authentication; those of PSK, SRP,
// Kerberos and GOST are left out: nothing here can negotiate them.

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <string>
#include <string_view>

#include "engine/tls/observation.h"

namespace certsweep::tls {

namespace {

// Consecutive values from `first`; each name without the "TLS_" in front.
struct Run {
  uint16_t first;
  const char* const* names;
  size_t count;
};

constexpr const char* kFrom0000[] = {"NULL_WITH_NULL_NULL",
                                     "RSA_WITH_NULL_MD5",
                                     "RSA_WITH_NULL_SHA",
                                     "RSA_EXPORT_WITH_RC4_40_MD5",
                                     "RSA_WITH_RC4_128_MD5",
                                     "RSA_WITH_RC4_128_SHA",
                                     "RSA_EXPORT_WITH_RC2_CBC_40_MD5",
                                     "RSA_WITH_IDEA_CBC_SHA",
                                     "RSA_EXPORT_WITH_DES40_CBC_SHA",
                                     "RSA_WITH_DES_CBC_SHA",
                                     "RSA_WITH_3DES_EDE_CBC_SHA",
                                     "DH_DSS_EXPORT_WITH_DES40_CBC_SHA",
                                     "DH_DSS_WITH_DES_CBC_SHA",
                                     "DH_DSS_WITH_3DES_EDE_CBC_SHA",
                                     "DH_RSA_EXPORT_WITH_DES40_CBC_SHA",
                                     "DH_RSA_WITH_DES_CBC_SHA",
                                     "DH_RSA_WITH_3DES_EDE_CBC_SHA",
                                     "DHE_DSS_EXPORT_WITH_DES40_CBC_SHA",
                                     "DHE_DSS_WITH_DES_CBC_SHA",
                                     "DHE_DSS_WITH_3DES_EDE_CBC_SHA",
                                     "DHE_RSA_EXPORT_WITH_DES40_CBC_SHA",
                                     "DHE_RSA_WITH_DES_CBC_SHA",
                                     "DHE_RSA_WITH_3DES_EDE_CBC_SHA",
                                     "DH_anon_EXPORT_WITH_RC4_40_MD5",
                                     "DH_anon_WITH_RC4_128_MD5",
                                     "DH_anon_EXPORT_WITH_DES40_CBC_SHA",
                                     "DH_anon_WITH_DES_CBC_SHA",
                                     "DH_anon_WITH_3DES_EDE_CBC_SHA"};
constexpr const char* kFrom002F[] = {"RSA_WITH_AES_128_CBC_SHA",
                                     "DH_DSS_WITH_AES_128_CBC_SHA",
                                     "DH_RSA_WITH_AES_128_CBC_SHA",
                                     "DHE_DSS_WITH_AES_128_CBC_SHA",
                                     "DHE_RSA_WITH_AES_128_CBC_SHA",
                                     "DH_anon_WITH_AES_128_CBC_SHA",
                                     "RSA_WITH_AES_256_CBC_SHA",
                                     "DH_DSS_WITH_AES_256_CBC_SHA",
                                     "DH_RSA_WITH_AES_256_CBC_SHA",
                                     "DHE_DSS_WITH_AES_256_CBC_SHA",
                                     "DHE_RSA_WITH_AES_256_CBC_SHA",
                                     "DH_anon_WITH_AES_256_CBC_SHA",
                                     "RSA_WITH_NULL_SHA256",
                                     "RSA_WITH_AES_128_CBC_SHA256",
                                     "RSA_WITH_AES_256_CBC_SHA256",
                                     "DH_DSS_WITH_AES_128_CBC_SHA256",
                                     "DH_RSA_WITH_AES_128_CBC_SHA256",
                                     "DHE_DSS_WITH_AES_128_CBC_SHA256",
                                     "RSA_WITH_CAMELLIA_128_CBC_SHA",
                                     "DH_DSS_WITH_CAMELLIA_128_CBC_SHA",
                                     "DH_RSA_WITH_CAMELLIA_128_CBC_SHA",
                                     "DHE_DSS_WITH_CAMELLIA_128_CBC_SHA",
                                     "DHE_RSA_WITH_CAMELLIA_128_CBC_SHA",
                                     "DH_anon_WITH_CAMELLIA_128_CBC_SHA"};
constexpr const char* kFrom0060[] = {"RSA_EXPORT1024_WITH_RC4_56_MD5",  "RSA_EXPORT1024_WITH_RC2_CBC_56_MD5",
                                     "RSA_EXPORT1024_WITH_DES_CBC_SHA", "DHE_DSS_EXPORT1024_WITH_DES_CBC_SHA",
                                     "RSA_EXPORT1024_WITH_RC4_56_SHA",  "DHE_DSS_EXPORT1024_WITH_RC4_56_SHA",
                                     "DHE_DSS_WITH_RC4_128_SHA",        "DHE_RSA_WITH_AES_128_CBC_SHA256",
                                     "DH_DSS_WITH_AES_256_CBC_SHA256",  "DH_RSA_WITH_AES_256_CBC_SHA256",
                                     "DHE_DSS_WITH_AES_256_CBC_SHA256", "DHE_RSA_WITH_AES_256_CBC_SHA256",
                                     "DH_anon_WITH_AES_128_CBC_SHA256", "DH_anon_WITH_AES_256_CBC_SHA256"};
constexpr const char* kFrom0084[] = {"RSA_WITH_CAMELLIA_256_CBC_SHA",     "DH_DSS_WITH_CAMELLIA_256_CBC_SHA",
                                     "DH_RSA_WITH_CAMELLIA_256_CBC_SHA",  "DHE_DSS_WITH_CAMELLIA_256_CBC_SHA",
                                     "DHE_RSA_WITH_CAMELLIA_256_CBC_SHA", "DH_anon_WITH_CAMELLIA_256_CBC_SHA"};
constexpr const char* kFrom0096[] = {
    "RSA_WITH_SEED_CBC_SHA",           "DH_DSS_WITH_SEED_CBC_SHA",        "DH_RSA_WITH_SEED_CBC_SHA",
    "DHE_DSS_WITH_SEED_CBC_SHA",       "DHE_RSA_WITH_SEED_CBC_SHA",       "DH_anon_WITH_SEED_CBC_SHA",
    "RSA_WITH_AES_128_GCM_SHA256",     "RSA_WITH_AES_256_GCM_SHA384",     "DHE_RSA_WITH_AES_128_GCM_SHA256",
    "DHE_RSA_WITH_AES_256_GCM_SHA384", "DH_RSA_WITH_AES_128_GCM_SHA256",  "DH_RSA_WITH_AES_256_GCM_SHA384",
    "DHE_DSS_WITH_AES_128_GCM_SHA256", "DHE_DSS_WITH_AES_256_GCM_SHA384", "DH_DSS_WITH_AES_128_GCM_SHA256",
    "DH_DSS_WITH_AES_256_GCM_SHA384",  "DH_anon_WITH_AES_128_GCM_SHA256", "DH_anon_WITH_AES_256_GCM_SHA384"};
constexpr const char* kFrom00BA[] = {"RSA_WITH_CAMELLIA_128_CBC_SHA256",     "DH_DSS_WITH_CAMELLIA_128_CBC_SHA256",
                                     "DH_RSA_WITH_CAMELLIA_128_CBC_SHA256",  "DHE_DSS_WITH_CAMELLIA_128_CBC_SHA256",
                                     "DHE_RSA_WITH_CAMELLIA_128_CBC_SHA256", "DH_anon_WITH_CAMELLIA_128_CBC_SHA256",
                                     "RSA_WITH_CAMELLIA_256_CBC_SHA256",     "DH_DSS_WITH_CAMELLIA_256_CBC_SHA256",
                                     "DH_RSA_WITH_CAMELLIA_256_CBC_SHA256",  "DHE_DSS_WITH_CAMELLIA_256_CBC_SHA256",
                                     "DHE_RSA_WITH_CAMELLIA_256_CBC_SHA256", "DH_anon_WITH_CAMELLIA_256_CBC_SHA256"};
constexpr const char* kFrom1301[] = {"AES_128_GCM_SHA256", "AES_256_GCM_SHA384", "CHACHA20_POLY1305_SHA256",
                                     "AES_128_CCM_SHA256", "AES_128_CCM_8_SHA256"};
constexpr const char* kFromC001[] = {"ECDH_ECDSA_WITH_NULL_SHA",         "ECDH_ECDSA_WITH_RC4_128_SHA",
                                     "ECDH_ECDSA_WITH_3DES_EDE_CBC_SHA", "ECDH_ECDSA_WITH_AES_128_CBC_SHA",
                                     "ECDH_ECDSA_WITH_AES_256_CBC_SHA",  "ECDHE_ECDSA_WITH_NULL_SHA",
                                     "ECDHE_ECDSA_WITH_RC4_128_SHA",     "ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA",
                                     "ECDHE_ECDSA_WITH_AES_128_CBC_SHA", "ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
                                     "ECDH_RSA_WITH_NULL_SHA",           "ECDH_RSA_WITH_RC4_128_SHA",
                                     "ECDH_RSA_WITH_3DES_EDE_CBC_SHA",   "ECDH_RSA_WITH_AES_128_CBC_SHA",
                                     "ECDH_RSA_WITH_AES_256_CBC_SHA",    "ECDHE_RSA_WITH_NULL_SHA",
                                     "ECDHE_RSA_WITH_RC4_128_SHA",       "ECDHE_RSA_WITH_3DES_EDE_CBC_SHA",
                                     "ECDHE_RSA_WITH_AES_128_CBC_SHA",   "ECDHE_RSA_WITH_AES_256_CBC_SHA",
                                     "ECDH_anon_WITH_NULL_SHA",          "ECDH_anon_WITH_RC4_128_SHA",
                                     "ECDH_anon_WITH_3DES_EDE_CBC_SHA",  "ECDH_anon_WITH_AES_128_CBC_SHA",
                                     "ECDH_anon_WITH_AES_256_CBC_SHA"};
constexpr const char* kFromC023[] = {
    "ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", "ECDHE_ECDSA_WITH_AES_256_CBC_SHA384", "ECDH_ECDSA_WITH_AES_128_CBC_SHA256",
    "ECDH_ECDSA_WITH_AES_256_CBC_SHA384",  "ECDHE_RSA_WITH_AES_128_CBC_SHA256",   "ECDHE_RSA_WITH_AES_256_CBC_SHA384",
    "ECDH_RSA_WITH_AES_128_CBC_SHA256",    "ECDH_RSA_WITH_AES_256_CBC_SHA384",    "ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "ECDH_ECDSA_WITH_AES_128_GCM_SHA256",  "ECDH_ECDSA_WITH_AES_256_GCM_SHA384",
    "ECDHE_RSA_WITH_AES_128_GCM_SHA256",   "ECDHE_RSA_WITH_AES_256_GCM_SHA384",   "ECDH_RSA_WITH_AES_128_GCM_SHA256",
    "ECDH_RSA_WITH_AES_256_GCM_SHA384"};
constexpr const char* kFromC050[] = {"RSA_WITH_ARIA_128_GCM_SHA256",         "RSA_WITH_ARIA_256_GCM_SHA384",
                                     "DHE_RSA_WITH_ARIA_128_GCM_SHA256",     "DHE_RSA_WITH_ARIA_256_GCM_SHA384",
                                     "DH_RSA_WITH_ARIA_128_GCM_SHA256",      "DH_RSA_WITH_ARIA_256_GCM_SHA384",
                                     "DHE_DSS_WITH_ARIA_128_GCM_SHA256",     "DHE_DSS_WITH_ARIA_256_GCM_SHA384",
                                     "DH_DSS_WITH_ARIA_128_GCM_SHA256",      "DH_DSS_WITH_ARIA_256_GCM_SHA384",
                                     "DH_anon_WITH_ARIA_128_GCM_SHA256",     "DH_anon_WITH_ARIA_256_GCM_SHA384",
                                     "ECDHE_ECDSA_WITH_ARIA_128_GCM_SHA256", "ECDHE_ECDSA_WITH_ARIA_256_GCM_SHA384",
                                     "ECDH_ECDSA_WITH_ARIA_128_GCM_SHA256",  "ECDH_ECDSA_WITH_ARIA_256_GCM_SHA384",
                                     "ECDHE_RSA_WITH_ARIA_128_GCM_SHA256",   "ECDHE_RSA_WITH_ARIA_256_GCM_SHA384",
                                     "ECDH_RSA_WITH_ARIA_128_GCM_SHA256",    "ECDH_RSA_WITH_ARIA_256_GCM_SHA384"};
constexpr const char* kFromC072[] = {
    "ECDHE_ECDSA_WITH_CAMELLIA_128_CBC_SHA256", "ECDHE_ECDSA_WITH_CAMELLIA_256_CBC_SHA384",
    "ECDH_ECDSA_WITH_CAMELLIA_128_CBC_SHA256",  "ECDH_ECDSA_WITH_CAMELLIA_256_CBC_SHA384",
    "ECDHE_RSA_WITH_CAMELLIA_128_CBC_SHA256",   "ECDHE_RSA_WITH_CAMELLIA_256_CBC_SHA384",
    "ECDH_RSA_WITH_CAMELLIA_128_CBC_SHA256",    "ECDH_RSA_WITH_CAMELLIA_256_CBC_SHA384"};
constexpr const char* kFromC09C[] = {
    "RSA_WITH_AES_128_CCM",   "RSA_WITH_AES_256_CCM",   "DHE_RSA_WITH_AES_128_CCM",   "DHE_RSA_WITH_AES_256_CCM",
    "RSA_WITH_AES_128_CCM_8", "RSA_WITH_AES_256_CCM_8", "DHE_RSA_WITH_AES_128_CCM_8", "DHE_RSA_WITH_AES_256_CCM_8"};
constexpr const char* kFromC0AC[] = {"ECDHE_ECDSA_WITH_AES_128_CCM", "ECDHE_ECDSA_WITH_AES_256_CCM",
                                     "ECDHE_ECDSA_WITH_AES_128_CCM_8", "ECDHE_ECDSA_WITH_AES_256_CCM_8"};
constexpr const char* kFromCCA8[] = {"ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
                                     "ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                                     "DHE_RSA_WITH_CHACHA20_POLY1305_SHA256"};

// By first value.
constexpr Run kRuns[] = {{0x0000, kFrom0000, std::size(kFrom0000)}, {0x002F, kFrom002F, std::size(kFrom002F)},
                         {0x0060, kFrom0060, std::size(kFrom0060)}, {0x0084, kFrom0084, std::size(kFrom0084)},
                         {0x0096, kFrom0096, std::size(kFrom0096)}, {0x00BA, kFrom00BA, std::size(kFrom00BA)},
                         {0x1301, kFrom1301, std::size(kFrom1301)}, {0xC001, kFromC001, std::size(kFromC001)},
                         {0xC023, kFromC023, std::size(kFromC023)}, {0xC050, kFromC050, std::size(kFromC050)},
                         {0xC072, kFromC072, std::size(kFromC072)}, {0xC09C, kFromC09C, std::size(kFromC09C)},
                         {0xC0AC, kFromC0AC, std::size(kFromC0AC)}, {0xCCA8, kFromCCA8, std::size(kFromCCA8)}};

// Without "TLS_"; empty if unknown.
std::string_view ShortName(uint16_t cipher_suite) {
  const Run* run = std::upper_bound(std::begin(kRuns), std::end(kRuns), cipher_suite,
                                    [](uint16_t value, const Run& r) { return value < r.first; });
  if (run == std::begin(kRuns)) return {};
  --run;
  const size_t index = cipher_suite - run->first;
  return index < run->count ? run->names[index] : std::string_view();
}

}  // namespace

std::string CipherSuiteName(uint16_t cipher_suite) {
  const std::string_view name = ShortName(cipher_suite);
  if (!name.empty()) return "TLS_" + std::string(name);
  char text[8];
  std::snprintf(text, sizeof(text), "0x%04x", cipher_suite);
  return text;
}

bool IsWeakCipherSuite(uint16_t cipher_suite) {
  // "DES" is 3DES, DES and the exportable DES40 alike.
  static constexpr std::string_view kWeak[] = {"NULL", "RC4", "RC2", "DES", "EXPORT", "anon"};
  const std::string_view name = ShortName(cipher_suite);
  return std::any_of(std::begin(kWeak), std::end(kWeak),
                     [&](std::string_view part) { return name.find(part) != std::string_view::npos; });
}

}  // namespace certsweep::tls
