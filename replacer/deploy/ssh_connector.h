// SshConnector: makes RemoteHosts over SSH. Thread-safe.
#ifndef CERTSWEEP_REPLACER_DEPLOY_SSH_CONNECTOR_H_
#define CERTSWEEP_REPLACER_DEPLOY_SSH_CONNECTOR_H_

#include <memory>
#include <string>
#include <vector>

#include "replacer/deploy/known_hosts_file.h"
#include "replacer/deploy/password_trials.h"
#include "replacer/deploy/remote_host.h"
#include "replacer/deploy/ssh_options.h"
#include "replacer/deploy/ssh_session.h"

namespace certsweep::replacer {

class SshConnector final : public RemoteConnector {
 public:
  explicit SshConnector(SshOptions options);

  // As RemoteConnector; the host's key is judged before anything of the user is sent. A host with keys of several types
  // is asked for the one that is expected: by known_hosts' types, and for a fingerprint by trying each type.
  absl::StatusOr<std::unique_ptr<RemoteHost>> Connect(const SshTarget& target) override;

  // A password that was refused before any host took it.
  std::string WhyToStop() const override { return trials_.refusal(); }

  // Host keys that were accepted because of accept_new_host_keys and added to known_hosts: to be shown to the user.
  std::vector<LearnedHostKey> learned() const { return known_hosts_.learned(); }

 private:
  absl::StatusOr<std::unique_ptr<RemoteHost>> ConnectUnannotated(const SshTarget& target);
  absl::StatusOr<std::unique_ptr<SshSession>> OpenTrusted(const SshTarget& target);
  absl::Status JudgeKey(const SshSession& session, const HostKeyKnowledge& knowledge);

  const SshOptions options_;
  KnownHostsFile known_hosts_;
  PasswordTrials trials_;
};

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_DEPLOY_SSH_CONNECTOR_H_
