// SshSession: one SSH connection through libssh, which is never let block: every wait is ours, and has a deadline.
// libssh reads no configuration and no known_hosts of the user or the system here. Not thread-safe; sessions of
// different threads do not meet.
#ifndef CERTSWEEP_REPLACER_DEPLOY_SSH_SESSION_H_
#define CERTSWEEP_REPLACER_DEPLOY_SSH_SESSION_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "replacer/deploy/deadline.h"
#include "replacer/deploy/remote_host.h"

struct ssh_session_struct;

namespace certsweep::replacer {

class SshSession {
 public:
  // Connects and exchanges keys; nothing of ours has been sent but that. `preferred_key_types`: the types of host keys
  // ("ssh-rsa") to ask for before others. Unavailable, DeadlineExceeded, Unimplemented (no algorithm in common).
  static absl::StatusOr<std::unique_ptr<SshSession>> Open(const SshTarget& target,
                                                          const std::vector<std::string>& preferred_key_types,
                                                          const Deadline& deadline);
  ~SshSession();
  SshSession(const SshSession&) = delete;
  SshSession& operator=(const SshSession&) = delete;

  // The public key that the other side proved to have, as SSH sends it.
  const std::string& host_key() const { return host_key_; }

  // Repeats a call of libssh for as long as it returns `again`, and gives what it returned in the end, or
  // DeadlineExceeded.
  absl::StatusOr<int> Complete(const std::function<int()>& call, int again, const Deadline& deadline);

  // Waits until something may have come, or can be sent; not past the deadline.
  void Wait(const Deadline& deadline);

  bool IsConnected() const;
  // What libssh said last, fit for a message.
  std::string LastError() const;
  // Unavailable: "connection lost: ..."
  absl::Status LostStatus() const;

  ssh_session_struct* get() const { return session_; }

 private:
  explicit SshSession(ssh_session_struct* session) : session_(session) {}
  absl::Status Configure(const SshTarget& target, const std::vector<std::string>& preferred_key_types);
  absl::Status ExchangeKeys(const Deadline& deadline);
  absl::Status ReadHostKey();

  ssh_session_struct* session_;
  std::string host_key_;
};

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_DEPLOY_SSH_SESSION_H_
