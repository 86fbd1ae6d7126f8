// Observation: what one TLS conversation showed, or how it failed. Data about the peer; no judgement. Values.
#ifndef CERTSWEEP_ENGINE_TLS_OBSERVATION_H_
#define CERTSWEEP_ENGINE_TLS_OBSERVATION_H_

#include <openssl/pool.h>

#include <cstdint>
#include <string>
#include <vector>

namespace certsweep::tls {

// How the TLS conversation ended. kTimeout, kReset and kClosed are told to it by whoever moves the bytes.
enum class Outcome : uint8_t {
  kInProgress,
  kComplete,             // handshake complete, possession of the key proven
  kCertificateOnly,      // stopped on purpose after the Certificate message
  kUnusableKey,          // our library can't use the leaf's key; the Certificate was read
  kAlert,                // the peer sent a fatal alert (alert())
  kNotTls,               // what came is no TLS record; first_bytes holds the beginning
  kHandshakeFailed,      // a protocol error on the peer's side; error holds which
  kCertificateTooLarge,  // Certificate message over 1 MiB or 100 certificates
  kClosed,               // the peer closed the connection first
  kReset,                // the peer reset it
  kTimeout,              // the deadline passed, or the byte budget was used up
  kLocalFailure,         // our own fault (allocation, ...): never the endpoint's
};

// Which ClientHello the endpoint answered.
enum class HelloKind : uint8_t {
  kFull,        // TLS 1.0 to 1.3 by BoringSSL
  kPlain,       // TLS 1.0 to 1.2 by BoringSSL, without supported_versions
  kPlainNoSni,  // the same without server_name
  kLegacy,      // hand-built, TLS 1.2 down to SSL 3, read to Certificate only
};

struct Observation {
  Outcome outcome = Outcome::kInProgress;
  HelloKind hello = HelloKind::kFull;
  bool sni_sent = false;

  // Parameters as far as known; empty or 0 where not reached.
  uint16_t version = 0;                   // 0x0304 = TLS 1.3, 0x0300 = SSL 3
  uint16_t cipher_suite = 0;              // IANA value
  uint16_t group = 0;                     // IANA value of the key exchange group, 0 if none or unknown
  uint16_t signature_algorithm = 0;       // of CertificateVerify / ServerKeyExchange; 0 unknown
  bool signature_is_sha1_or_md5 = false;  // the handshake itself was signed with SHA-1 or MD5 (TLS 1.2)

  // The Certificate message as it arrived, leaf first. Whole DER each; never judged by BoringSSL.
  std::vector<bssl::UniquePtr<CRYPTO_BUFFER>> chain;
  bool certificate_seen = false;        // a Certificate message with at least one certificate came
  bool certificate_list_empty = false;  // one came with an empty list
  bool proof_of_possession = false;
  bool client_certificate_requested = false;

  uint8_t alert = 0;        // description of the peer's fatal alert (RFC 8446, 6); valid if outcome kAlert
  std::string error;        // diagnostic for kHandshakeFailed, kUnusableKey, kCertificateTooLarge
  std::string first_bytes;  // kNotTls: the first up to 64 bytes
  uint64_t bytes_received = 0;
};

std::string VersionName(uint16_t version);  // "TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1", "SSLv3"
std::string CipherSuiteName(
    uint16_t cipher_suite);                  // IANA name, also for DHE, DSS, RC4 and export suites; else "0x1234"
std::string GroupName(uint16_t group);       // "X25519", "P-256", ...; else "0x1234"
std::string AlertName(uint8_t description);  // "handshake_failure"; else "alert 123"
// RC4, 3DES, DES, export, NULL, anonymous.
bool IsWeakCipherSuite(uint16_t cipher_suite);

}  // namespace certsweep::tls

#endif  // CERTSWEEP_ENGINE_TLS_OBSERVATION_H_
