#include "tests/engine/tls/converse.h"

#include <openssl/pool.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <ostream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/bytes.h"
#include "engine/tls/handshake.h"
#include "tests/engine/tls/client_hello_view.h"
#include "tests/support/check.h"

namespace certsweep::tls {

namespace {

std::string TakeOutput(Conversation& client) {
  std::string output(base::AsText(client.pending_output()));
  client.ConsumeOutput(output.size());
  return output;
}

Want Deliver(Conversation& client, std::string_view answer, size_t chunk) {
  Want want = Want::kRead;
  while (!answer.empty() && want == Want::kRead) {
    const std::string_view piece = answer.substr(0, chunk);
    // A copy of exactly its size, so that a sanitizer sees a read past its end.
    const std::vector<char> exact(piece.begin(), piece.end());
    want = client.Advance(base::AsBytes({exact.data(), exact.size()}));
    answer.remove_prefix(piece.size());
  }
  return want;
}

}  // namespace

Peer Says(std::string bytes) {
  return [bytes = std::move(bytes), said = false](std::string_view) mutable {
    return std::exchange(said, true) ? std::string() : bytes;
  };
}

Peer AtClientHello(Peer answer) {
  return [answer = std::move(answer)](std::string_view input) {
    return ParseClientHello(input) ? answer(input) : std::string();
  };
}

Talk Converse(Conversation& client, const Peer& peer, const Delivery& delivery) {
  Talk talk;
  talk.want = client.Advance({});
  talk.first_output = talk.last_output = TakeOutput(client);
  while (talk.want == Want::kRead && !talk.last_output.empty()) {
    std::string answer = peer(talk.last_output);
    if (delivery.tamper) delivery.tamper(answer, talk.from_peer.size());
    answer.resize(std::min(answer.size(), delivery.limit - talk.from_peer.size()));
    talk.from_peer += answer;
    talk.want = Deliver(client, answer, delivery.chunk);
    talk.last_output = TakeOutput(client);
  }
  return talk;
}

Observation Observe(const Peer& peer, const Delivery& delivery, const ClientProfileOptions& options) {
  const std::unique_ptr<Conversation> client = NewHandshake(options);
  if (Converse(*client, peer, delivery).want == Want::kRead) client->Finish(StreamEnd::kClosed);
  return client->TakeObservation();
}

const ClientProfile& ProfileOf(const ClientProfileOptions& options) {
  static std::mutex mutex;
  static auto* profiles = new std::map<std::pair<HelloKind, bool>, std::unique_ptr<ClientProfile>>;
  const std::lock_guard lock(mutex);
  std::unique_ptr<ClientProfile>& profile = (*profiles)[{options.hello, options.certificate_only}];
  if (profile == nullptr) {
    absl::StatusOr<ClientProfile> made = ClientProfile::Create(options);
    test::Check(made.ok(), "client profile");
    profile = std::make_unique<ClientProfile>(*std::move(made));
  }
  return *profile;
}

std::unique_ptr<Conversation> NewHandshake(const ClientProfileOptions& options, std::string_view server_name) {
  absl::StatusOr<std::unique_ptr<Conversation>> handshake = Handshake::Create(ProfileOf(options), server_name);
  test::Check(handshake.ok(), "handshake");
  return *std::move(handshake);
}

std::vector<std::string> ChainOf(const Observation& observation) {
  std::vector<std::string> chain;
  chain.reserve(observation.chain.size());
  for (const auto& certificate : observation.chain) {
    chain.emplace_back(base::AsText({CRYPTO_BUFFER_data(certificate.get()), CRYPTO_BUFFER_len(certificate.get())}));
  }
  return chain;
}

std::string Describe(const Observation& o) {
  std::string text = absl::StrCat("outcome ", std::string(OutcomeName(o.outcome)), "\nhello ",
                                  static_cast<int>(o.hello), "\nsni ", o.sni_sent, "\nversion ", VersionName(o.version),
                                  "\ncipher ", CipherSuiteName(o.cipher_suite), "\ngroup ", GroupName(o.group),
                                  "\nsignature ", o.signature_algorithm, o.signature_is_sha1_or_md5 ? " (weak)" : "");
  absl::StrAppend(&text, "\nseen ", o.certificate_seen, "\nempty list ", o.certificate_list_empty, "\nproof ",
                  o.proof_of_possession, "\nclient certificate ", o.client_certificate_requested, "\nalert ", o.alert,
                  "\nerror ", o.error, "\nfirst bytes ", base::HexEncode(base::AsBytes(o.first_bytes)));
  for (const std::string& certificate : ChainOf(o)) {
    absl::StrAppend(&text, "\ncertificate ", base::HexEncode(base::Sha256(base::AsBytes(certificate))));
  }
  return text;
}

std::string_view OutcomeName(Outcome outcome) {
  switch (outcome) {
    case Outcome::kInProgress:
      return "in progress";
    case Outcome::kComplete:
      return "complete";
    case Outcome::kCertificateOnly:
      return "certificate only";
    case Outcome::kUnusableKey:
      return "unusable key";
    case Outcome::kAlert:
      return "alert";
    case Outcome::kNotTls:
      return "not TLS";
    case Outcome::kHandshakeFailed:
      return "handshake failed";
    case Outcome::kCertificateTooLarge:
      return "certificate too large";
    case Outcome::kClosed:
      return "closed";
    case Outcome::kReset:
      return "reset";
    case Outcome::kTimeout:
      return "timeout";
    case Outcome::kLocalFailure:
      return "local failure";
  }
  return "?";
}

void PrintTo(Outcome outcome, std::ostream* out) { *out << OutcomeName(outcome); }

}  // namespace certsweep::tls
