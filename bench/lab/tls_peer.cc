#include "bench/lab/tls_peer.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pool.h>
#include <openssl/ssl.h>

#include <array>
#include <utility>

#include "engine/base/boringssl_error.h"

namespace certsweep::lab {

namespace {

struct Negotiation {
  uint16_t min_version = TLS1_2_VERSION;
  uint16_t max_version = TLS1_3_VERSION;
  const char* ciphers = nullptr;  // of TLS 1.2 and below; null: BoringSSL's own list
  bool requires_client_certificate = false;
  bool signs_with_sha1 = false;
};

Negotiation NegotiationOf(LabKind kind) {
  switch (kind) {
    case LabKind::kTls12Only:
      return {.max_version = TLS1_2_VERSION};
    case LabKind::kTls12RsaKeyExchange:
      return {.max_version = TLS1_2_VERSION, .ciphers = "AES128-GCM-SHA256:AES128-SHA"};
    case LabKind::kClientCertificate:
      return {.requires_client_certificate = true};
    case LabKind::kClientCertificateTls12:
      return {.max_version = TLS1_2_VERSION, .requires_client_certificate = true};
    case LabKind::kTripleDes:
      return {.max_version = TLS1_2_VERSION, .ciphers = "DES-CBC3-SHA"};
    case LabKind::kSha1Handshake:
      return {.max_version = TLS1_2_VERSION, .ciphers = "ECDHE-RSA-AES128-GCM-SHA256", .signs_with_sha1 = true};
    case LabKind::kTls10Only:
      return {.min_version = TLS1_VERSION, .max_version = TLS1_VERSION};
    default:
      return {};
  }
}

ssl_verify_result_t AcceptAnyClient(SSL*, uint8_t*) { return ssl_verify_ok; }

bool Apply(const Negotiation& negotiation, SSL_CTX* context) {
  static constexpr uint16_t kSha1Only[] = {SSL_SIGN_RSA_PKCS1_SHA1};
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
  if (negotiation.requires_client_certificate) {
    SSL_CTX_set_custom_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, AcceptAnyClient);
  }
  return SSL_CTX_set_min_proto_version(context, negotiation.min_version) &&
         SSL_CTX_set_max_proto_version(context, negotiation.max_version) &&
         (negotiation.ciphers == nullptr || SSL_CTX_set_strict_cipher_list(context, negotiation.ciphers)) &&
         (!negotiation.signs_with_sha1 || SSL_CTX_set_signing_algorithm_prefs(context, kSha1Only, 1));
}

bool IsDefault(LabKind kind) {
  const Negotiation negotiation = NegotiationOf(kind);
  return negotiation.min_version == TLS1_2_VERSION && negotiation.max_version == TLS1_3_VERSION &&
         negotiation.ciphers == nullptr && !negotiation.requires_client_certificate && !negotiation.signs_with_sha1;
}

}  // namespace

absl::StatusOr<TlsSettings> TlsSettings::Create() {
  TlsSettings settings;
  for (const LabKindInfo& info : LabKinds()) {
    if (!settings.contexts_.empty() && IsDefault(info.kind)) {
      settings.contexts_.push_back(bssl::UpRef(settings.contexts_.front()));
      continue;
    }
    bssl::UniquePtr<SSL_CTX> context(SSL_CTX_new(TLS_with_buffers_method()));
    if (!context || !Apply(NegotiationOf(info.kind), context.get())) {
      return base::BoringSslStatus("TLS settings of " + std::string(info.name));
    }
    settings.contexts_.push_back(std::move(context));
  }
  return settings;
}

TlsPeer::TlsPeer(SSL_CTX* context, bool byte_at_a_time, CredentialsSource credentials)
    : context_(context), byte_at_a_time_(byte_at_a_time), credentials_(std::move(credentials)) {}

TlsPeer::~TlsPeer() = default;

bool TlsPeer::Prepare() {
  absl::StatusOr<Credentials> credentials = credentials_();
  if (!credentials.ok()) return false;
  std::vector<CRYPTO_BUFFER*> chain;
  for (const auto& certificate : credentials->chain) chain.push_back(certificate.get());
  bssl::UniquePtr<SSL> ssl(SSL_new(context_));
  bssl::UniquePtr<BIO> input(BIO_new(BIO_s_mem())), output(BIO_new(BIO_s_mem()));
  if (!ssl || !input || !output ||
      !SSL_set_chain_and_key(ssl.get(), chain.data(), chain.size(), credentials->key.get(), nullptr)) {
    return false;
  }
  SSL_set_accept_state(ssl.get());
  SSL_set_bio(ssl.get(), input.release(), output.release());
  ssl_ = std::move(ssl);
  return true;
}

void TlsPeer::TakeOutput(std::string& output) {
  const uint8_t* bytes = nullptr;
  size_t size = 0;
  BIO* const bio = SSL_get_wbio(ssl_.get());
  if (!BIO_mem_contents(bio, &bytes, &size)) return;
  output += base::AsText({bytes, size});
  BIO_reset(bio);
}

PeerNext TlsPeer::Receive(base::Bytes input, std::string& output) {
  ERR_clear_error();
  if (!ssl_ && !Prepare()) return PeerNext::kHangUp;
  BIO_write(SSL_get_rbio(ssl_.get()), input.data(), static_cast<int>(input.size()));
  const int result = SSL_do_handshake(ssl_.get());
  const int error = SSL_get_error(ssl_.get(), result);
  ERR_clear_error();
  TakeOutput(output);
  if (result == 1) return PeerNext::kFinish;
  return error == SSL_ERROR_WANT_READ ? PeerNext::kReceive : PeerNext::kHangUp;
}

}  // namespace certsweep::lab
