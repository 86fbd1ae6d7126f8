#include "replacer/deploy/ssh_connector.h"

#include <algorithm>
#include <utility>

#include "engine/base/status_context.h"
#include "engine/base/text.h"
#include "replacer/deploy/known_hosts.h"
#include "replacer/deploy/ssh_authentication.h"
#include "replacer/deploy/ssh_host.h"

namespace certsweep::replacer {
namespace {

using KeyTypes = std::vector<std::string>;

bool HasNul(std::string_view text) { return text.find('\0') != std::string_view::npos; }

absl::Status CheckTarget(const SshTarget& target) {
  if (target.host.empty() || HasNul(target.host)) return absl::InvalidArgumentError("no host to connect to");
  if (target.user.empty() || HasNul(target.user)) return absl::InvalidArgumentError("no user to log in as");
  if (!target.host_key_fingerprint.empty() && !IsHostKeyFingerprint(target.host_key_fingerprint)) {
    return absl::InvalidArgumentError(
        "\"" + base::DisplayText(target.host_key_fingerprint) +
        "\" is no host key fingerprint: it is written SHA256:... as ssh-keygen -l shows it");
  }
  return absl::OkStatus();
}

// What to prefer, one try after the other. A host shows one key a connection, and a fingerprint does not say its type.
std::vector<KeyTypes> Preferences(const HostKeyKnowledge& knowledge) {
  std::vector<KeyTypes> tries = {KnownKeyTypes(knowledge)};
  if (knowledge.expected_fingerprint.empty()) return tries;
  tries.push_back({"ssh-ed25519"});
  tries.push_back({"ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"});
  tries.push_back({"ssh-rsa"});
  return tries;
}

// A file that has the machine by its address alone speaks of it all the same: that is where we connect.
HostKeyKnowledge KnowledgeOf(const SshTarget& target, std::string known_hosts) {
  HostKeyKnowledge knowledge{.host = target.host,
                             .port = target.port,
                             .expected_fingerprint = target.host_key_fingerprint,
                             .known_hosts = std::move(known_hosts)};
  if (target.address.empty() || !KnownKeyTypes(knowledge).empty()) return knowledge;
  HostKeyKnowledge by_address = knowledge;
  by_address.host = target.address;
  return KnownKeyTypes(by_address).empty() ? knowledge : by_address;
}

bool Includes(const KeyTypes& types, const KeyTypes& seen) {
  return std::any_of(seen.begin(), seen.end(), [&](const std::string& type) {
    return std::find(types.begin(), types.end(), type) != types.end();
  });
}

}  // namespace

SshConnector::SshConnector(SshOptions options) : options_(std::move(options)), known_hosts_(options_.known_hosts) {}

absl::StatusOr<std::unique_ptr<RemoteHost>> SshConnector::Connect(const SshTarget& target) {
  absl::StatusOr<std::unique_ptr<RemoteHost>> host = ConnectUnannotated(target);
  if (host.ok()) return host;
  return base::Annotate(host.status(), "ssh " + base::DisplayText(target.ToString()));
}

absl::StatusOr<std::unique_ptr<RemoteHost>> SshConnector::ConnectUnannotated(const SshTarget& target) {
  if (absl::Status usable = CheckTarget(target); !usable.ok()) return usable;
  absl::StatusOr<std::unique_ptr<SshSession>> session = OpenTrusted(target);
  if (!session.ok()) return session.status();
  if (absl::Status status = Authenticate(**session, target, options_, trials_); !status.ok()) return status;
  return std::make_unique<SshHost>(*std::move(session), options_.command_timeout_us);
}

absl::StatusOr<std::unique_ptr<SshSession>> SshConnector::OpenTrusted(const SshTarget& target) {
  absl::StatusOr<std::string> text = known_hosts_.Read();
  if (!text.ok()) return text.status();
  const HostKeyKnowledge knowledge = KnowledgeOf(target, *std::move(text));
  const Deadline deadline = Deadline::After(options_.connect_timeout_us);
  absl::Status refusal;
  KeyTypes seen;
  for (const KeyTypes& preferred : Preferences(knowledge)) {
    if (Includes(preferred, seen)) continue;
    absl::StatusOr<std::unique_ptr<SshSession>> session = SshSession::Open(target, preferred, deadline);
    // What the first connection found is more to the point than that a further one failed.
    if (!session.ok()) return refusal.ok() ? session.status() : refusal;
    const std::string type(KeyTypeOf((*session)->host_key()));
    if (std::find(seen.begin(), seen.end(), type) != seen.end()) continue;
    seen.push_back(type);
    const absl::Status judged = JudgeKey(**session, knowledge);
    if (judged.ok()) return session;
    if (refusal.ok()) refusal = judged;
  }
  return refusal;
}

absl::Status SshConnector::JudgeKey(const SshSession& session, const HostKeyKnowledge& knowledge) {
  const std::string& key = session.host_key();
  HostKeyVerdict verdict = JudgeHostKey(key, knowledge);
  if (verdict == HostKeyVerdict::kUnknown && options_.accept_new_host_keys) {
    absl::StatusOr<HostKeyVerdict> learned = known_hosts_.Learn(knowledge, key);
    if (!learned.ok()) return learned.status();
    verdict = *learned;
  }
  return HostKeyStatus(verdict, key, knowledge);
}

}  // namespace certsweep::replacer
