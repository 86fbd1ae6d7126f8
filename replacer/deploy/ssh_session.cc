#include "replacer/deploy/ssh_session.h"

#include <libssh/libssh.h>
#include <poll.h>
#include <unistd.h>

#include <initializer_list>
#include <utility>

#include "absl/strings/escaping.h"
#include "engine/base/text.h"
#include "replacer/deploy/ssh_algorithms.h"
#include "replacer/deploy/tcp_connection.h"

namespace certsweep::replacer {
namespace {

// libssh may have work left that no event on the socket tells of: it is asked again after this.
constexpr int kLongestWaitMillis = 100;

bool MeansNoCommonAlgorithm(std::string_view error) { return error.find("kex error") != std::string_view::npos; }

absl::Status KeyExchangeFailure(const SshSession& session) {
  const std::string error = session.LastError();
  if (MeansNoCommonAlgorithm(error)) {
    return absl::UnimplementedError(
        "no SSH algorithm in common; an old appliance may need legacy_ssh = true in its profile (" + error + ")");
  }
  return absl::UnavailableError("no SSH connection: " + error);
}

}  // namespace

absl::StatusOr<std::unique_ptr<SshSession>> SshSession::Open(const SshTarget& target,
                                                             const std::vector<std::string>& preferred_key_types,
                                                             const Deadline& deadline) {
  absl::StatusOr<Socket> socket =
      ConnectTcp(target.address.empty() ? target.host : target.address, target.port, deadline);
  if (!socket.ok()) return socket.status();
  std::unique_ptr<SshSession> session(new SshSession(ssh_new()));
  if (session->session_ == nullptr) return absl::ResourceExhaustedError("no memory for an SSH session");
  if (absl::Status status = session->Configure(target, preferred_key_types); !status.ok()) return status;
  const socket_t fd = socket->get();
  if (ssh_options_set(session->session_, SSH_OPTIONS_FD, &fd) != 0) return absl::InternalError(session->LastError());
  socket->Release();
  if (absl::Status status = session->ExchangeKeys(deadline); !status.ok()) return status;
  if (absl::Status status = session->ReadHostKey(); !status.ok()) return status;
  return session;
}

SshSession::~SshSession() {
  if (session_ == nullptr) return;
  ssh_disconnect(session_);
  ssh_free(session_);
}

absl::Status SshSession::Configure(const SshTarget& target, const std::vector<std::string>& preferred_key_types) {
  const SshAlgorithms offered = OfferedAlgorithms(target.legacy_algorithms, preferred_key_types);
  const bool no = false;
  const std::initializer_list<std::pair<ssh_options_e, const void*>> options = {
      {SSH_OPTIONS_PROCESS_CONFIG, &no},
      {SSH_OPTIONS_HOST, target.host.c_str()},
      {SSH_OPTIONS_USER, target.user.c_str()},
      {SSH_OPTIONS_SSH_DIR, "/nonexistent"},
      {SSH_OPTIONS_KNOWNHOSTS, "/dev/null"},
      {SSH_OPTIONS_GLOBAL_KNOWNHOSTS, "/dev/null"},
      {SSH_OPTIONS_KEY_EXCHANGE, offered.key_exchange.c_str()},
      {SSH_OPTIONS_HOSTKEYS, offered.host_keys.c_str()},
      {SSH_OPTIONS_PUBLICKEY_ACCEPTED_TYPES, offered.user_keys.c_str()},
      {SSH_OPTIONS_CIPHERS_C_S, offered.ciphers.c_str()},
      {SSH_OPTIONS_CIPHERS_S_C, offered.ciphers.c_str()},
      {SSH_OPTIONS_HMAC_C_S, offered.macs.c_str()},
      {SSH_OPTIONS_HMAC_S_C, offered.macs.c_str()},
  };
  for (const auto& [option, value] : options) {
    if (ssh_options_set(session_, option, value) != 0) {
      return absl::InvalidArgumentError("libssh does not take an option: " + LastError());
    }
  }
  ssh_set_blocking(session_, 0);
  return absl::OkStatus();
}

absl::Status SshSession::ExchangeKeys(const Deadline& deadline) {
  const absl::StatusOr<int> outcome = Complete([this] { return ssh_connect(session_); }, SSH_AGAIN, deadline);
  if (!outcome.ok()) return absl::DeadlineExceededError("the SSH connection did not come about in time");
  return *outcome == SSH_OK ? absl::OkStatus() : KeyExchangeFailure(*this);
}

absl::Status SshSession::ReadHostKey() {
  ssh_key key = nullptr;
  char* text = nullptr;
  const bool read = ssh_get_server_publickey(session_, &key) == SSH_OK &&
                    ssh_pki_export_pubkey_base64(key, &text) == SSH_OK && absl::Base64Unescape(text, &host_key_);
  ssh_string_free_char(text);
  ssh_key_free(key);
  return read ? absl::OkStatus() : absl::UnavailableError("the host key can't be read");
}

absl::StatusOr<int> SshSession::Complete(const std::function<int()>& call, int again, const Deadline& deadline) {
  for (;;) {
    const int outcome = call();
    if (outcome != again) return outcome;
    if (deadline.HasPassed()) return absl::DeadlineExceededError("no answer in time");
    Wait(deadline);
  }
}

void SshSession::Wait(const Deadline& deadline) {
  const bool writes = (ssh_get_poll_flags(session_) & SSH_WRITE_PENDING) != 0;
  pollfd wait{.fd = ssh_get_fd(session_), .events = POLLIN, .revents = 0};
  if (writes) wait.events |= POLLOUT;
  poll(&wait, 1, deadline.RemainingMillis(kLongestWaitMillis));
}

bool SshSession::IsConnected() const { return ssh_is_connected(session_) != 0; }

std::string SshSession::LastError() const { return base::DisplayText(ssh_get_error(session_), 300); }

absl::Status SshSession::LostStatus() const { return absl::UnavailableError("connection lost: " + LastError()); }

}  // namespace certsweep::replacer
