#include "engine/probe/probe_runner.h"

#include <optional>
#include <utility>

#include "engine/net/handshake_driver.h"
#include "engine/probe/watched_conversation.h"
#include "engine/tls/handshake.h"
#include "engine/tls/legacy_hello.h"

namespace certsweep::probe {

namespace {

constexpr std::array<tls::HelloKind, 3> kProfiled = {tls::HelloKind::kFull, tls::HelloKind::kPlain,
                                                     tls::HelloKind::kPlainNoSni};

// The conversation that says more: a certificate beats none, and the first failure beats later ones, which were but
// tries to get round it.
bool IsBetter(const ProbeReport& later) {
  return later.stage == ProbeStage::kHandshake && later.observation.certificate_seen;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Prober>> Prober::Create(net::Loop& loop, const ProbeOptions& options) {
  std::array<std::unique_ptr<tls::ClientProfile>, 3> profiles;
  for (const tls::HelloKind kind : kProfiled) {
    absl::StatusOr<tls::ClientProfile> profile =
        tls::ClientProfile::Create({.hello = kind, .certificate_only = options.certificate_only});
    if (!profile.ok()) return profile.status();
    profiles[static_cast<size_t>(kind)] = std::make_unique<tls::ClientProfile>(*std::move(profile));
  }
  return std::unique_ptr<Prober>(new Prober(loop, options, std::move(profiles)));
}

Prober::Prober(net::Loop& loop, const ProbeOptions& options,
               std::array<std::unique_ptr<tls::ClientProfile>, 3> profiles)
    : loop_(loop), options_(options), profiles_(std::move(profiles)) {}

net::Awaitable<void> Prober::Probe(const base::IpAddress& address, uint16_t port, const std::string& server_name,
                                   ProbeReport& report) {
  net::ConnectTarget target;
  target.address = address;
  target.port = port;
  target.timeout_us = options_.connect_timeout_us;
  ProbeSequence sequence(!server_name.empty());
  co_await Try(target, sequence.First(), server_name, report);
  if (report.stage != ProbeStage::kHandshake) co_return;
  std::optional<HelloChoice> choice = sequence.Next(report.observation);
  const bool has_more = choice.has_value();
  while (choice) {
    ProbeReport later;
    later.journey = report.journey;
    co_await Try(target, *choice, server_name, later);
    if (later.stage != ProbeStage::kHandshake) break;
    if (IsBetter(later)) {
      report = std::move(later);
      co_return;
    }
    choice = sequence.Next(later.observation);
  }
  if (has_more && report.journey != nullptr) report.journey->Add(FirstAnswerCounts{});
}

net::Awaitable<void> Prober::Try(const net::ConnectTarget& target, const HelloChoice& choice,
                                 const std::string& server_name, ProbeReport& report) {
  net::Socket socket(loop_.context());
  report.stage = ProbeStage::kConnect;
  const int64_t started = loop_.NowMicros();
  report.connect_error = co_await net::Connect(loop_, target, socket, report.detail);
  const int64_t connected = loop_.NowMicros();
  if (report.journey != nullptr) {
    report.journey->Add(ConnectionTried{.address = target.address,
                                        .port = target.port,
                                        .error = report.connect_error,
                                        .detail = report.detail,
                                        .took_us = connected - started});
  }
  if (report.connect_error != net::ConnectError::kNone) co_return;
  report.stage = ProbeStage::kHandshake;
  report.timing.connect_us = connected - started;
  std::unique_ptr<tls::Conversation> conversation = MakeConversation(choice, server_name);
  if (conversation == nullptr) {
    report.observation.outcome = tls::Outcome::kLocalFailure;
    co_return;
  }
  if (report.journey != nullptr) {
    const std::string name = choice.server_name ? server_name : std::string();
    conversation = std::make_unique<WatchedConversation>(std::move(conversation), choice, name, *report.journey);
  }
  co_await net::DriveHandshake(loop_, socket, *conversation, options_.handshake_timeout_us);
  report.timing.handshake_us = loop_.NowMicros() - connected;
  report.observation = conversation->TakeObservation();
  if (choice.server_name) report.server_name = server_name;
}

std::unique_ptr<tls::Conversation> Prober::MakeConversation(const HelloChoice& choice,
                                                            const std::string& server_name) const {
  const std::string name = choice.server_name ? server_name : std::string();
  if (choice.kind == tls::HelloKind::kLegacy) return tls::LegacyHello::Create(choice.legacy, name);
  absl::StatusOr<std::unique_ptr<tls::Conversation>> conversation =
      tls::Handshake::Create(*profiles_[static_cast<size_t>(choice.kind)], name);
  return conversation.ok() ? *std::move(conversation) : nullptr;
}

}  // namespace certsweep::probe
