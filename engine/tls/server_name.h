// What may stand in a ClientHello's server_name. Thread-safe: pure functions.
#ifndef CERTSWEEP_ENGINE_TLS_SERVER_NAME_H_
#define CERTSWEEP_ENGINE_TLS_SERVER_NAME_H_

#include <optional>
#include <string>
#include <string_view>

namespace certsweep::tls {

// `name` as SNI takes it: a DNS name of letters, digits, hyphens and underscores, without the trailing dot
// (RFC 6066, 3). Nothing for anything else, IP literals among them.
std::optional<std::string> SniHostName(std::string_view name);

}  // namespace certsweep::tls

#endif  // CERTSWEEP_ENGINE_TLS_SERVER_NAME_H_
