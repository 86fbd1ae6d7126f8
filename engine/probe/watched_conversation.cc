#include "engine/probe/watched_conversation.h"

#include <openssl/pool.h>
#include <openssl/ssl.h>

#include <utility>

namespace certsweep::probe {

WatchedConversation::WatchedConversation(std::unique_ptr<tls::Conversation> conversation, const HelloChoice& choice,
                                         std::string server_name, Journey& journey)
    : conversation_(std::move(conversation)), journey_(journey), began_us_(journey.elapsed_us()) {
  journey_.Add(HelloSent{.choice = choice, .server_name = std::move(server_name)});
}

tls::Want WatchedConversation::Advance(base::Bytes input) {
  const tls::Want want = conversation_->Advance(input);
  Look();
  return want;
}

void WatchedConversation::Finish(tls::StreamEnd end) {
  conversation_->Finish(end);
  Look();
}

// In the order of the messages: in TLS 1.3 CertificateRequest comes before Certificate (RFC 8446, 2), below after it
// (RFC 5246, 7.3).
void WatchedConversation::Look() {
  TellServerHello();
  if (observation().version == TLS1_3_VERSION) TellClientCertificate();
  TellCertificate();
  TellProof();
  TellClientCertificate();
  TellEnd();
}

void WatchedConversation::TellServerHello() {
  const tls::Observation& seen = observation();
  if (seen.version == 0 || std::exchange(server_hello_told_, true)) return;
  group_told_ = seen.group != 0;
  journey_.Add(ServerHelloCame{.version = seen.version, .cipher_suite = seen.cipher_suite, .group = seen.group});
}

void WatchedConversation::TellClientCertificate() {
  if (!observation().client_certificate_requested || std::exchange(client_certificate_told_, true)) return;
  journey_.Add(ClientCertificateAskedFor{});
}

void WatchedConversation::TellCertificate() {
  const tls::Observation& seen = observation();
  if (!seen.certificate_seen && !seen.certificate_list_empty) return;
  if (std::exchange(certificate_told_, true)) return;
  CertificateCame came{.certificates = seen.chain.size(), .bytes = 0};
  for (const auto& certificate : seen.chain) came.bytes += CRYPTO_BUFFER_len(certificate.get());
  journey_.Add(came);
}

void WatchedConversation::TellProof() {
  const tls::Observation& seen = observation();
  if (!seen.proof_of_possession || std::exchange(proof_told_, true)) return;
  journey_.Add(KeyProven{.version = seen.version,
                         .signature_algorithm = seen.signature_algorithm,
                         .group = group_told_ ? uint16_t{0} : seen.group});
}

void WatchedConversation::TellEnd() {
  const tls::Observation& seen = observation();
  if (seen.outcome == tls::Outcome::kInProgress || std::exchange(end_told_, true)) return;
  journey_.Add(HandshakeEnded{.hello = seen.hello,
                              .outcome = seen.outcome,
                              .alert = seen.alert,
                              .error = seen.error,
                              .first_bytes = seen.first_bytes,
                              .bytes_received = seen.bytes_received,
                              .took_us = journey_.elapsed_us() - began_us_});
}

}  // namespace certsweep::probe
