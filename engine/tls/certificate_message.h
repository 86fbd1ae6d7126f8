// The Certificate message (RFC 5246, 7.4.2; RFC 8446, 4.4.2), read for what it holds and not for what it is worth.
#ifndef CERTSWEEP_ENGINE_TLS_CERTIFICATE_MESSAGE_H_
#define CERTSWEEP_ENGINE_TLS_CERTIFICATE_MESSAGE_H_

#include <openssl/pool.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/base/bytes.h"

namespace certsweep::tls {

inline constexpr size_t kMaxCertificateMessage = size_t{1} << 20;  // bytes of its body
inline constexpr size_t kMaxCertificates = 100;

enum class CertificateMessageForm : uint8_t {
  kTls12,  // a list of certificates; SSL 3 to TLS 1.2
  kTls13,  // request context, and extensions with each certificate
};

struct CertificateMessage {
  // Leaf first, at most kMaxCertificates; in a malformed message those before the fault.
  std::vector<bssl::UniquePtr<CRYPTO_BUFFER>> chain;
  bool malformed = false;  // the lengths do not add up, or a certificate is empty
  bool too_many = false;   // there are more than kMaxCertificates
};

// `body`: the message without its four bytes of header. Copies the certificates.
CertificateMessage ParseCertificateMessage(base::Bytes body, CertificateMessageForm form);

}  // namespace certsweep::tls

#endif  // CERTSWEEP_ENGINE_TLS_CERTIFICATE_MESSAGE_H_
