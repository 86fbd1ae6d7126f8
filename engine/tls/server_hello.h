// What the server's handshake messages say about the parameters that were agreed on. Pure functions; each takes a
// message without its four bytes of header, and tells what can be read: judging it is BoringSSL's.
#ifndef CERTSWEEP_ENGINE_TLS_SERVER_HELLO_H_
#define CERTSWEEP_ENGINE_TLS_SERVER_HELLO_H_

#include <cstdint>
#include <optional>

#include "engine/base/bytes.h"

namespace certsweep::tls {

struct ServerHello {
  uint16_t version = 0;  // supported_versions where it is there
  uint16_t cipher_suite = 0;
  uint16_t group = 0;  // of key_share; 0 without
};

// Nothing if it ends before the cipher suite. A HelloRetryRequest has the same form.
std::optional<ServerHello> ParseServerHello(base::Bytes body);

struct KeyExchangeParameters {
  uint16_t group = 0;                // 0 if it is no named one
  uint16_t signature_algorithm = 0;  // 0 below TLS 1.2
};

// ServerKeyExchange of an ECDHE suite (RFC 8422, 5.4).
KeyExchangeParameters ParseServerKeyExchange(base::Bytes body, uint16_t version);

// The signature algorithm of a CertificateVerify of TLS 1.3; 0 if it is too short.
uint16_t ParseCertificateVerify(base::Bytes body);

// RSA or ECDSA or DSA with SHA-1 or MD5, as TLS 1.2 numbers them (RFC 5246, 7.4.1.4.1).
bool IsSha1OrMd5Signature(uint16_t signature_algorithm);

}  // namespace certsweep::tls

#endif  // CERTSWEEP_ENGINE_TLS_SERVER_HELLO_H_
