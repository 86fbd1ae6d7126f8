// TlsServer: a server by BoringSSL in memory, as one would find it in the field.
#ifndef CERTSWEEP_TESTS_ENGINE_TLS_TLS_SERVER_H_
#define CERTSWEEP_TESTS_ENGINE_TLS_TLS_SERVER_H_

#include <openssl/ssl.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/engine/tls/converse.h"
#include "tests/support/test_certificates.h"
#include "tests/support/test_keys.h"

namespace certsweep::tls {

struct ServerOptions {
  uint16_t min_version = TLS1_VERSION;
  uint16_t max_version = TLS1_3_VERSION;
  const char* ciphers = nullptr;                    // of TLS 1.2 and below; null: BoringSSL's own
  const char* groups = nullptr;                     // null: BoringSSL's own
  std::vector<uint16_t> signature_algorithms = {};  // SSL_SIGN_*; empty: BoringSSL's own
  bool requires_client_certificate = false;
  bool breaks_signatures = false;  // one bit of each is wrong
};

class TlsServer {
 public:
  // `chain`: DER, leaf first; its key is `key`.
  TlsServer(const test::TestKey& key, const std::vector<std::string>& chain, const ServerOptions& options = {});
  // The certificate alone, and its own key.
  explicit TlsServer(const test::TestCertificate& leaf, const ServerOptions& options = {})
      : TlsServer(leaf.key, {leaf.der}, options) {}

  // Takes bytes of the client and returns the answer.
  std::string Receive(std::string_view input);
  bool complete() const { return SSL_in_init(ssl_.get()) == 0; }
  // To ask what the server thinks was agreed on.
  const SSL* ssl() const { return ssl_.get(); }

 private:
  bssl::UniquePtr<SSL> ssl_;
};

// A new server for a peer.
template <typename... Args>
Peer ServerPeer(Args&&... args) {
  return [server = std::make_shared<TlsServer>(std::forward<Args>(args)...)](std::string_view input) {
    return server->Receive(input);
  };
}

}  // namespace certsweep::tls

#endif  // CERTSWEEP_TESTS_ENGINE_TLS_TLS_SERVER_H_
