#include "engine/tls/legacy_hello.h"

#include <openssl/ssl.h>

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/tls/legacy_client_hello.h"
#include "engine/tls/observing_conversation.h"
#include "engine/tls/plaintext_reader.h"
#include "engine/tls/server_hello.h"
#include "engine/tls/server_name.h"

namespace certsweep::tls {

namespace {

class LegacyConversation final : public ObservingConversation {
 public:
  LegacyConversation(const LegacyHelloOptions& options, std::string_view host_name);

 protected:
  void Process(base::Bytes input) override;
  void Release() override { reader_ = PlaintextReader(); }

 private:
  void SeeAlert();
  void SeeMessage();
  void SeeServerHello();
  void SeeCertificate();
  void Fail(std::string_view error) { End(Outcome::kHandshakeFailed, error); }

  const uint16_t version_;  // what was offered
  bool server_hello_seen_ = false;
  PlaintextReader reader_;
};

LegacyConversation::LegacyConversation(const LegacyHelloOptions& options, std::string_view host_name)
    : version_(options.version) {
  seen().hello = HelloKind::kLegacy;
  seen().sni_sent = options.extensions && !host_name.empty();
  output() = BuildLegacyClientHello(options, host_name);
}

void LegacyConversation::Process(base::Bytes input) {
  // What was not taken yet, or a ClientHello that could not be made; either way it is before the first answer.
  if (input.empty()) return;
  reader_.Append(input);
  while (!ended()) {
    switch (reader_.Next()) {
      case PlaintextReader::Event::kNeedsMore:
        return;
      case PlaintextReader::Event::kMessage:
        SeeMessage();
        break;
      case PlaintextReader::Event::kTooLarge:
        if (reader_.message_type() == SSL3_MT_CERTIFICATE && server_hello_seen_) {
          End(Outcome::kCertificateTooLarge, "Certificate message over 1 MiB");
        } else {
          Fail(absl::StrCat("oversized handshake message of type ", reader_.message_type()));
        }
        break;
      case PlaintextReader::Event::kAlert:
        SeeAlert();
        break;
      case PlaintextReader::Event::kMalformed:
        Fail(reader_.error());
        break;
    }
  }
}

void LegacyConversation::SeeAlert() {
  if (reader_.alert_level() == SSL3_AL_WARNING) {
    // Other warnings (unrecognized_name above all) are no reason to stop.
    if (reader_.alert_description() == SSL_AD_CLOSE_NOTIFY) End(Outcome::kClosed);
    return;
  }
  if (reader_.alert_level() != SSL3_AL_FATAL) return Fail(absl::StrCat("an alert of level ", reader_.alert_level()));
  seen().alert = reader_.alert_description();
  End(Outcome::kAlert);
}

void LegacyConversation::SeeMessage() {
  const uint8_t type = reader_.message_type();
  if (type == SSL3_MT_HELLO_REQUEST && reader_.message_body().empty()) return;
  if (!server_hello_seen_ && type == SSL3_MT_SERVER_HELLO) return SeeServerHello();
  if (!server_hello_seen_) return Fail(absl::StrCat("handshake message ", type, " in place of ServerHello"));
  if (type == SSL3_MT_CERTIFICATE) return SeeCertificate();
  Fail(absl::StrCat("no certificate message: handshake message ", type, " in its place"));
}

void LegacyConversation::SeeServerHello() {
  const std::optional<ServerHello> hello = ParseServerHello(reader_.message_body());
  if (!hello) return Fail("malformed ServerHello");
  if (hello->version < SSL3_VERSION || hello->version > version_) {
    return Fail(absl::StrCat("ServerHello of version ", VersionName(hello->version), ", which was not offered"));
  }
  server_hello_seen_ = true;
  seen().version = hello->version;
  seen().cipher_suite = hello->cipher_suite;
}

void LegacyConversation::SeeCertificate() {
  if (KeepCertificates(ParseCertificateMessage(reader_.message_body(), CertificateMessageForm::kTls12))) {
    End(Outcome::kCertificateOnly);
  } else {
    Fail("empty certificate list");
  }
}

}  // namespace

std::unique_ptr<Conversation> LegacyHello::Create(const LegacyHelloOptions& options, std::string_view server_name) {
  const std::optional<std::string> host_name = SniHostName(server_name);
  return std::make_unique<LegacyConversation>(options, host_name ? *host_name : std::string_view());
}

}  // namespace certsweep::tls
