#include "engine/tls/client_profile.h"

#include <iterator>

#include "engine/base/boringssl_error.h"
#include "engine/tls/certificate_message.h"

namespace certsweep::tls {

namespace {

// BoringSSL's own default lacks the last two; servers and TLS 1.2 leaves on those curves would fail.
constexpr char kGroups[] = "X25519:P-256:P-384:P-521:P-224";

// All it has; 3DES only when named. PSK suites are never sent without a PSK.
constexpr char kCipherSuites[] = "ALL:3DES";

// SHA-1 comes last: taken in order to look, never preferred.
constexpr uint16_t kSignatureAlgorithms[] = {
    SSL_SIGN_ECDSA_SECP256R1_SHA256,
    SSL_SIGN_RSA_PSS_RSAE_SHA256,
    SSL_SIGN_RSA_PKCS1_SHA256,
    SSL_SIGN_ECDSA_SECP384R1_SHA384,
    SSL_SIGN_RSA_PSS_RSAE_SHA384,
    SSL_SIGN_RSA_PKCS1_SHA384,
    SSL_SIGN_ED25519,
    SSL_SIGN_ECDSA_SECP521R1_SHA512,
    SSL_SIGN_RSA_PSS_RSAE_SHA512,
    SSL_SIGN_RSA_PKCS1_SHA512,
    SSL_SIGN_RSA_PKCS1_SHA1,
    SSL_SIGN_ECDSA_SHA1,
};

bool Configure(SSL_CTX* context, HelloKind hello) {
  const uint16_t max_version = hello == HelloKind::kFull ? TLS1_3_VERSION : TLS1_2_VERSION;
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
  SSL_CTX_set_grease_enabled(context, 0);
  SSL_CTX_set_max_cert_list(context, kMaxCertificateMessage);
  return SSL_CTX_set_min_proto_version(context, TLS1_VERSION) && SSL_CTX_set_max_proto_version(context, max_version) &&
         SSL_CTX_set_strict_cipher_list(context, kCipherSuites) && SSL_CTX_set1_curves_list(context, kGroups) &&
         SSL_CTX_set_verify_algorithm_prefs(context, kSignatureAlgorithms, std::size(kSignatureAlgorithms));
}

}  // namespace

absl::StatusOr<ClientProfile> ClientProfile::Create(const ClientProfileOptions& options) {
  if (options.hello == HelloKind::kLegacy) {
    return absl::InvalidArgumentError("a legacy ClientHello is not BoringSSL's to send");
  }
  bssl::UniquePtr<SSL_CTX> context(SSL_CTX_new(TLS_with_buffers_method()));
  if (!context || !Configure(context.get(), options.hello)) return base::BoringSslStatus("TLS client profile");
  return ClientProfile(std::move(context), options);
}

}  // namespace certsweep::tls
