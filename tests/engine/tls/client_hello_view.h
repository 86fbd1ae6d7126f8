// A ClientHello taken apart, strictly (RFC 8446, 4.1.2; RFC 5246, 7.4.1.2).
#ifndef CERTSWEEP_TESTS_ENGINE_TLS_CLIENT_HELLO_VIEW_H_
#define CERTSWEEP_TESTS_ENGINE_TLS_CLIENT_HELLO_VIEW_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace certsweep::tls {

struct ClientHelloView {
  uint16_t record_version = 0;
  uint16_t version = 0;
  std::string random;
  std::string session_id;
  std::vector<uint16_t> cipher_suites;
  std::string compression_methods;
  bool has_extensions = false;
  std::vector<std::pair<uint16_t, std::string>> extensions;  // in order
  std::string message;                                       // with its header, as it is hashed

  std::optional<std::string> Extension(uint16_t type) const;
  // The host name of server_name.
  std::optional<std::string> ServerName() const;
  // The list of 16-bit values in an extension of that form; empty where the extension is not there.
  std::vector<uint16_t> ListIn(uint16_t extension) const;
  // The key of key_share for `group`.
  std::optional<std::string> KeyShare(uint16_t group) const;
};

// Nothing unless `bytes` is one record with one whole ClientHello and nothing more, each extension at most once.
std::optional<ClientHelloView> ParseClientHello(std::string_view bytes);

}  // namespace certsweep::tls

#endif  // CERTSWEEP_TESTS_ENGINE_TLS_CLIENT_HELLO_VIEW_H_
