// Handshake: a Conversation by BoringSSL on CRYPTO_BUFFERs. The Certificate message is taken as it arrives
// (SSL_CTX_set_msg_callback), before BoringSSL judges it, so it is kept when the handshake fails later.
// Different ones may run in parallel on one ClientProfile.
#ifndef CERTSWEEP_ENGINE_TLS_HANDSHAKE_H_
#define CERTSWEEP_ENGINE_TLS_HANDSHAKE_H_

#include <memory>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/tls/client_profile.h"
#include "engine/tls/conversation.h"

namespace certsweep::tls {

class Handshake {
 public:
  // Makes a handshake that offers `server_name` as SNI (empty: none; ignored by a kPlainNoSni profile). `profile` must
  // outlive it. Fails with InvalidArgument if `server_name` is no DNS name (an IP literal is never sent; RFC 6066, 3).
  static absl::StatusOr<std::unique_ptr<Conversation>> Create(const ClientProfile& profile,
                                                              std::string_view server_name);
};

}  // namespace certsweep::tls

#endif  // CERTSWEEP_ENGINE_TLS_HANDSHAKE_H_
