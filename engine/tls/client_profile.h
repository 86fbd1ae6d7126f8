// ClientProfile: the ClientHello that BoringSSL sends, as an SSL_CTX. The widest that makes sense: certsweep looks at
// what is there, so old versions, SHA-1 signatures and 3DES are accepted and reported, never preferred.
// Immutable once made; thread-safe (but for speed have one a worker).
#ifndef CERTSWEEP_ENGINE_TLS_CLIENT_PROFILE_H_
#define CERTSWEEP_ENGINE_TLS_CLIENT_PROFILE_H_

#include <openssl/ssl.h>

#include <utility>

#include "absl/status/statusor.h"
#include "engine/tls/observation.h"

namespace certsweep::tls {

struct ClientProfileOptions {
  HelloKind hello = HelloKind::kFull;  // kFull, kPlain or kPlainNoSni
  bool certificate_only = false;       // stop at the Certificate message
};

class ClientProfile {
 public:
  // Fails with Internal if BoringSSL refuses a setting, InvalidArgument for HelloKind::kLegacy.
  static absl::StatusOr<ClientProfile> Create(const ClientProfileOptions& options);

  SSL_CTX* context() const { return context_.get(); }
  const ClientProfileOptions& options() const { return options_; }

 private:
  ClientProfile(bssl::UniquePtr<SSL_CTX> context, const ClientProfileOptions& options)
      : options_(options), context_(std::move(context)) {}
  ClientProfileOptions options_;
  bssl::UniquePtr<SSL_CTX> context_;
};

}  // namespace certsweep::tls

#endif  // CERTSWEEP_ENGINE_TLS_CLIENT_PROFILE_H_
