// Prober: probes endpoints on one event loop: connect, handshake, and the plainer ClientHellos where one is refused.
// Belongs to the loop's thread.
#ifndef CERTSWEEP_ENGINE_PROBE_PROBE_RUNNER_H_
#define CERTSWEEP_ENGINE_PROBE_PROBE_RUNNER_H_

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "engine/net/loop.h"
#include "engine/probe/probe_report.h"
#include "engine/probe/probe_sequence.h"
#include "engine/tls/client_profile.h"
#include "engine/tls/conversation.h"

namespace certsweep::probe {

struct ProbeOptions {
  int64_t connect_timeout_us = 5'000'000;
  int64_t handshake_timeout_us = 15'000'000;
  bool certificate_only = false;
};

class Prober {
 public:
  // `loop` must outlive it. Internal: BoringSSL refuses our own settings.
  static absl::StatusOr<std::unique_ptr<Prober>> Create(net::Loop& loop, const ProbeOptions& options);

  // Probes `address`:`port` and offers `server_name` (empty: none). `report` gets the first conversation in which a
  // certificate came, else how the first one failed. The deadlines are those of each connection. The steps go to
  // report.journey, where there is one.
  net::Awaitable<void> Probe(const base::IpAddress& address, uint16_t port, const std::string& server_name,
                             ProbeReport& report);

 private:
  Prober(net::Loop& loop, const ProbeOptions& options, std::array<std::unique_ptr<tls::ClientProfile>, 3> profiles);

  // One connection and one conversation.
  net::Awaitable<void> Try(const net::ConnectTarget& target, const HelloChoice& choice, const std::string& server_name,
                           ProbeReport& report);
  std::unique_ptr<tls::Conversation> MakeConversation(const HelloChoice& choice, const std::string& server_name) const;

  net::Loop& loop_;
  const ProbeOptions options_;
  std::array<std::unique_ptr<tls::ClientProfile>, 3> profiles_;  // by HelloKind: kFull, kPlain, kPlainNoSni
};

}  // namespace certsweep::probe

#endif  // CERTSWEEP_ENGINE_PROBE_PROBE_RUNNER_H_
