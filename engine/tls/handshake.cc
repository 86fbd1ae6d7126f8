#include "engine/tls/handshake.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/boringssl_error.h"
#include "engine/base/text.h"
#include "engine/tls/leaf_key.h"
#include "engine/tls/memory_bio.h"
#include "engine/tls/observing_conversation.h"
#include "engine/tls/server_hello.h"
#include "engine/tls/server_name.h"

namespace certsweep::tls {

namespace {

constexpr size_t kMessageHeader = 4;
constexpr uint16_t kTls13 = 0x0304;

class BoringSslHandshake final : public ObservingConversation {
 public:
  BoringSslHandshake(const ClientProfile& profile, bool sni_sent);

  // Takes the SSL and gives it its ends and callbacks. False if memory is short.
  bool Prepare(bssl::UniquePtr<SSL> ssl);

 protected:
  void Process(base::Bytes input) override;
  void Release() override { ssl_.reset(); }

 private:
  static void OnMessage(int is_write, int version, int content_type, const void* data, size_t size, SSL* ssl,
                        void* handshake);
  static void OnProgress(const SSL* ssl, int type, int value);
  static ssl_verify_result_t OnVerify(SSL* ssl, uint8_t* alert);

  // What the peer sends, in the order in which BoringSSL takes it in, and before BoringSSL judges it. A message that
  // comes again, or too early, must not change what is known: what was proven was proven for the first.
  void SeeAlert(base::Bytes alert);
  void SeeHandshakeMessage(base::Bytes message);
  void SeeServerHello(base::Bytes body);
  void SeeCertificate(base::Bytes body);
  void SeeServerKeyExchange(base::Bytes body);
  void SeeCertificateVerify(base::Bytes body);
  // BoringSSL is content with all it took in so far.
  void SeeProgress();

  // What a step of BoringSSL's came to. `error`: of SSL_get_error.
  void Settle(int error);
  void Complete();
  void Fail();
  // `reason`: one of the SSL library's.
  bool IsOversizedCertificate(int reason) const;
  bool IsUnusableKey(int reason) const;
  // Anybody can make the signatures of such a key.
  bool LeafKeyProvesNothing() const;

  const bool certificate_only_;
  MemoryBioEnds ends_;
  bssl::UniquePtr<SSL> ssl_;
  int last_message_ = -1;        // type of the peer's last handshake message
  bool signature_seen_ = false;  // ServerKeyExchange or CertificateVerify came: what the leaf's key signs
  std::optional<uint8_t> fatal_alert_;
};

BoringSslHandshake::BoringSslHandshake(const ClientProfile& profile, bool sni_sent)
    : certificate_only_(profile.options().certificate_only), ends_{{}, &output()} {
  seen().hello = profile.options().hello;
  seen().sni_sent = sni_sent;
}

bool BoringSslHandshake::Prepare(bssl::UniquePtr<SSL> ssl) {
  bssl::UniquePtr<BIO> bio = NewMemoryBio(&ends_);
  if (!bio || !SSL_set_app_data(ssl.get(), this)) return false;
  BIO* const both_ends = bio.release();
  SSL_set_bio(ssl.get(), both_ends, both_ends);  // takes one reference, as they are the same
  SSL_set_connect_state(ssl.get());
  SSL_set_msg_callback(ssl.get(), OnMessage);
  SSL_set_msg_callback_arg(ssl.get(), this);
  SSL_set_info_callback(ssl.get(), OnProgress);
  SSL_set_custom_verify(ssl.get(), SSL_VERIFY_PEER, OnVerify);
  ssl_ = std::move(ssl);
  return true;
}

void BoringSslHandshake::Process(base::Bytes input) {
  ERR_clear_error();
  ends_.input = input;
  const int result = SSL_do_handshake(ssl_.get());
  Settle(SSL_get_error(ssl_.get(), result));
  ends_.input = {};
  ERR_clear_error();
}

void BoringSslHandshake::OnMessage(int is_write, int, int content_type, const void* data, size_t size, SSL*,
                                   void* handshake) {
  if (is_write) return;
  auto* const self = static_cast<BoringSslHandshake*>(handshake);
  const base::Bytes bytes(static_cast<const uint8_t*>(data), size);
  if (content_type == SSL3_RT_ALERT) self->SeeAlert(bytes);
  if (content_type == SSL3_RT_HANDSHAKE) self->SeeHandshakeMessage(bytes);
}

void BoringSslHandshake::OnProgress(const SSL* ssl, int type, int) {
  if (type == SSL_CB_CONNECT_LOOP) static_cast<BoringSslHandshake*>(SSL_get_app_data(ssl))->SeeProgress();
}

// Judging the chain is not the handshake's. "Retry" stops BoringSSL before it spends time on a signature.
ssl_verify_result_t BoringSslHandshake::OnVerify(SSL* ssl, uint8_t*) {
  const auto* const self = static_cast<const BoringSslHandshake*>(SSL_get_app_data(ssl));
  return self->certificate_only_ || self->ended() ? ssl_verify_retry : ssl_verify_ok;
}

void BoringSslHandshake::SeeAlert(base::Bytes alert) {
  if (alert.size() != 2) return;
  // In TLS 1.3 every alert is fatal, whatever its level says, but for these two (RFC 8446, 6).
  const bool closing = alert[1] == SSL_AD_CLOSE_NOTIFY || alert[1] == SSL_AD_USER_CANCELLED;
  if (alert[0] == SSL3_AL_FATAL || (observation().version == kTls13 && !closing)) fatal_alert_ = alert[1];
}

void BoringSslHandshake::SeeHandshakeMessage(base::Bytes message) {
  if (message.size() < kMessageHeader) return;
  last_message_ = message[0];
  const base::Bytes body = message.subspan(kMessageHeader);
  if (last_message_ == SSL3_MT_SERVER_HELLO) return SeeServerHello(body);
  if (observation().version == 0 || (certificate_only_ && observation().certificate_seen)) return;
  switch (last_message_) {
    case SSL3_MT_CERTIFICATE:
      return SeeCertificate(body);
    case SSL3_MT_SERVER_KEY_EXCHANGE:
      return SeeServerKeyExchange(body);
    case SSL3_MT_CERTIFICATE_VERIFY:
      return SeeCertificateVerify(body);
    case SSL3_MT_CERTIFICATE_REQUEST:
      seen().client_certificate_requested = true;
      return;
    default:
      return;
  }
}

void BoringSslHandshake::SeeServerHello(base::Bytes body) {
  const std::optional<ServerHello> hello = ParseServerHello(body);
  if (!hello || observation().certificate_seen) return;
  seen().version = hello->version;
  seen().cipher_suite = hello->cipher_suite;
  seen().group = hello->group;
}

void BoringSslHandshake::SeeCertificate(base::Bytes body) {
  if (observation().certificate_seen || observation().certificate_list_empty) return;
  const bool tls13 = observation().version == kTls13;
  KeepCertificates(
      ParseCertificateMessage(body, tls13 ? CertificateMessageForm::kTls13 : CertificateMessageForm::kTls12));
}

void BoringSslHandshake::SeeServerKeyExchange(base::Bytes body) {
  if (!observation().certificate_seen || observation().version == kTls13 || signature_seen_) return;
  signature_seen_ = true;
  const KeyExchangeParameters parameters = ParseServerKeyExchange(body, observation().version);
  seen().group = parameters.group;
  seen().signature_algorithm = parameters.signature_algorithm;
  seen().signature_is_sha1_or_md5 = IsSha1OrMd5Signature(parameters.signature_algorithm);
}

void BoringSslHandshake::SeeCertificateVerify(base::Bytes body) {
  if (!observation().certificate_seen || observation().version != kTls13 || signature_seen_) return;
  signature_seen_ = true;
  seen().signature_algorithm = ParseCertificateVerify(body);
}

// A signature is verified in the step in which it is read, and only a good one leads on to the next step.
void BoringSslHandshake::SeeProgress() {
  if (!signature_seen_ || observation().proof_of_possession) return;
  seen().proof_of_possession = !LeafKeyProvesNothing();
}

void BoringSslHandshake::Settle(int error) {
  if (ended()) return;  // already while the Certificate message was read
  if (certificate_only_ && observation().certificate_seen) return End(Outcome::kCertificateOnly);
  switch (error) {
    case SSL_ERROR_WANT_READ:
      return;
    case SSL_ERROR_NONE:
      return Complete();
    case SSL_ERROR_ZERO_RETURN:  // close_notify
      return End(Outcome::kClosed);
    case SSL_ERROR_SSL:
    case SSL_ERROR_SYSCALL:  // an error that is in no queue; our BIO makes none
      return Fail();
    default:
      return End(Outcome::kLocalFailure, absl::StrCat("BoringSSL stopped with ", error));
  }
}

void BoringSslHandshake::Complete() {
  // With RSA key exchange it is the Finished message that proves possession.
  seen().proof_of_possession = observation().proof_of_possession || !LeafKeyProvesNothing();
  SSL_shutdown(ssl_.get());  // close_notify: a server need not log this connection as broken
  if (observation().proof_of_possession) return End(Outcome::kComplete);
  End(Outcome::kUnusableKey, "the RSA key of the leaf proves nothing: anybody can make its signatures");
}

void BoringSslHandshake::Fail() {
  const uint32_t first = ERR_peek_error();
  // Each library has its own numbers for reasons, but for a few that are common to all.
  const int reason = ERR_GET_LIB(first) == ERR_LIB_SSL ? ERR_GET_REASON(first) : 0;
  std::string error = base::TakeBoringSslError();
  // Some malformed extensions are refused without a word.
  if (error.empty()) error = absl::StrCat("malformed handshake message of type ", last_message_);
  if (fatal_alert_) {
    seen().alert = *fatal_alert_;
    End(Outcome::kAlert);
  } else if (ERR_GET_REASON(first) == ERR_R_MALLOC_FAILURE) {
    End(Outcome::kLocalFailure, error);
  } else if (IsOversizedCertificate(reason)) {
    End(Outcome::kCertificateTooLarge, "Certificate message over 1 MiB");
  } else if (IsUnusableKey(reason)) {
    End(Outcome::kUnusableKey, error);
  } else if (observation().certificate_list_empty) {
    End(Outcome::kHandshakeFailed, "empty certificate list");
  } else {
    End(Outcome::kHandshakeFailed, error);
  }
}

// BoringSSL refuses the message by its header, so what it would have been follows from the one before it.
bool BoringSslHandshake::IsOversizedCertificate(int reason) const {
  if (reason != SSL_R_EXCESSIVE_MESSAGE_SIZE || observation().certificate_seen) return false;
  if (observation().version != kTls13) return last_message_ == SSL3_MT_SERVER_HELLO;
  return last_message_ == SSL3_MT_ENCRYPTED_EXTENSIONS || last_message_ == SSL3_MT_CERTIFICATE_REQUEST;
}

bool BoringSslHandshake::IsUnusableKey(int reason) const {
  if (!observation().certificate_seen || observation().proof_of_possession) return false;
  // The leaf's keyUsage lacks digitalSignature: BoringSSL minds, many peers do not.
  if (reason == SSL_R_KEY_USAGE_BIT_INCORRECT || reason == SSL_R_BAD_ECC_CERT) return true;
  // After ServerHelloDone it is what encrypts, in RSA key exchange.
  const bool key_was_needed = last_message_ == SSL3_MT_CERTIFICATE || last_message_ == SSL3_MT_SERVER_KEY_EXCHANGE ||
                              last_message_ == SSL3_MT_CERTIFICATE_VERIFY || last_message_ == SSL3_MT_SERVER_HELLO_DONE;
  return key_was_needed && UseOfLeafKey(*observation().chain.front()) != LeafKeyUse::kProvesPossession;
}

bool BoringSslHandshake::LeafKeyProvesNothing() const {
  return UseOfLeafKey(*observation().chain.front()) == LeafKeyUse::kProvesNothing;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Conversation>> Handshake::Create(const ClientProfile& profile,
                                                                std::string_view server_name) {
  const std::optional<std::string> host_name = SniHostName(server_name);
  if (!server_name.empty() && !host_name) {
    return absl::InvalidArgumentError(absl::StrCat("no DNS name: ", base::DisplayText(server_name)));
  }
  const bool sni = host_name && profile.options().hello != HelloKind::kPlainNoSni;
  bssl::UniquePtr<SSL> ssl(SSL_new(profile.context()));
  auto handshake = std::make_unique<BoringSslHandshake>(profile, sni);
  if (!ssl || (sni && !SSL_set_tlsext_host_name(ssl.get(), host_name->c_str())) ||
      !handshake->Prepare(std::move(ssl))) {
    return base::BoringSslStatus("TLS handshake");
  }
  return handshake;
}

}  // namespace certsweep::tls
