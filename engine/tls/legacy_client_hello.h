// The ClientHello of LegacyHello, byte by byte.
#ifndef CERTSWEEP_ENGINE_TLS_LEGACY_CLIENT_HELLO_H_
#define CERTSWEEP_ENGINE_TLS_LEGACY_CLIENT_HELLO_H_

#include <string>
#include <string_view>

#include "engine/tls/legacy_hello.h"

namespace certsweep::tls {

// One whole record. `host_name`: as SniHostName gives it; empty: none. Empty if memory is short. Thread-safe.
std::string BuildLegacyClientHello(const LegacyHelloOptions& options, std::string_view host_name);

}  // namespace certsweep::tls

#endif  // CERTSWEEP_ENGINE_TLS_LEGACY_CLIENT_HELLO_H_
