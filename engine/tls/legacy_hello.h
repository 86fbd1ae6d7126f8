// LegacyHello: a Conversation that sends a hand-built ClientHello of TLS 1.2 and below (DHE, DSS, 3DES, RC4, down to
// SSL 3) and reads ServerHello, Certificate and no further. For appliances that refuse every ClientHello of BoringSSL.
#ifndef CERTSWEEP_ENGINE_TLS_LEGACY_HELLO_H_
#define CERTSWEEP_ENGINE_TLS_LEGACY_HELLO_H_

#include <cstdint>
#include <memory>
#include <string_view>

#include "engine/tls/conversation.h"

namespace certsweep::tls {

struct LegacyHelloOptions {
  uint16_t version = 0x0303;  // ClientHello.client_version: 0x0303 down to 0x0300
  bool extensions = true;     // false: none at all, as SSL 3 servers of old want it
};

class LegacyHello {
 public:
  // `server_name` as for Handshake; sent only with extensions. Outcome kCertificateOnly where the Certificate came.
  static std::unique_ptr<Conversation> Create(const LegacyHelloOptions& options, std::string_view server_name);
};

}  // namespace certsweep::tls

#endif  // CERTSWEEP_ENGINE_TLS_LEGACY_HELLO_H_
