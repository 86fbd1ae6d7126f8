#include "tests/support/password_ssh_server.h"

#include <libssh/libssh.h>
#include <libssh/server.h>
#include <unistd.h>

#include "tests/support/check.h"
#include "tests/support/ssh_server.h"

// The callbacks that libssh wants in place of its messages would take a server twice as long.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace certsweep::test {
namespace {

// Two questions: what is asked with an echo is no secret.
void AskForPassword(ssh_message message) {
  const char* prompts[] = {"Code (none: just Enter): ", "Password: "};
  char echo[] = {1, 0};
  ssh_message_auth_interactive_request(message, "Login", "", 2, prompts, echo);
}

}  // namespace

PasswordSshServer::PasswordSshServer(PasswordSshServerOptions options)
    : options_(std::move(options)), peer_([this](Fd& connection, int /*number*/) { Serve(connection); }) {
  MakeSshKey(folder_.Path("key"));
}

std::vector<std::string> PasswordSshServer::attempts() const {
  const std::lock_guard lock(mutex_);
  return attempts_;
}

void PasswordSshServer::Serve(Fd& connection) {
  ssh_bind bind = ssh_bind_new();
  ssh_session session = ssh_new();
  const bool no = false;
  ssh_bind_options_set(bind, SSH_BIND_OPTIONS_PROCESS_CONFIG, &no);
  ssh_bind_options_set(bind, SSH_BIND_OPTIONS_HOSTKEY, folder_.Path("key").c_str());
  if (ssh_bind_accept_fd(bind, session, dup(connection.get())) == SSH_OK) {
    ssh_set_auth_methods(session, (options_.password ? SSH_AUTH_METHOD_PASSWORD : 0) |
                                      (options_.keyboard_interactive ? SSH_AUTH_METHOD_INTERACTIVE : 0));
    if (ssh_handle_key_exchange(session) == SSH_OK && Authenticate(session)) {
      ssh_message_free(ssh_message_get(session));  // until the client goes
    }
  }
  ssh_disconnect(session);
  ssh_free(session);
  ssh_bind_free(bind);
}

bool PasswordSshServer::Authenticate(void* session) {
  for (;;) {
    ssh_message message = ssh_message_get(static_cast<ssh_session>(session));
    if (message == nullptr) return false;
    const bool asks = ssh_message_type(message) == SSH_REQUEST_AUTH;
    if (!asks) ssh_message_reply_default(message);
    const bool let_in = asks && (JudgePassword(message) || JudgeInteractive(session, message));
    if (let_in) ssh_message_auth_reply_success(message, 0);
    ssh_message_free(message);
    if (let_in) return true;
  }
}

bool PasswordSshServer::JudgePassword(void* message) {
  auto* request = static_cast<ssh_message>(message);
  if (ssh_message_subtype(request) == SSH_AUTH_METHOD_INTERACTIVE) return false;
  bool right = false;
  if (ssh_message_subtype(request) == SSH_AUTH_METHOD_PASSWORD) {
    const std::lock_guard lock(mutex_);
    attempts_.push_back(std::string("password ") + ssh_message_auth_user(request));
    right = options_.password && ssh_message_auth_password(request) == options_.right_password;
  }
  if (!right) ssh_message_reply_default(request);
  return right;
}

bool PasswordSshServer::JudgeInteractive(void* session, void* message) {
  auto* request = static_cast<ssh_message>(message);
  auto* with = static_cast<ssh_session>(session);
  if (ssh_message_subtype(request) != SSH_AUTH_METHOD_INTERACTIVE) return false;
  if (!ssh_message_auth_kbdint_is_response(request)) {
    AskForPassword(request);
    return false;
  }
  const std::lock_guard lock(mutex_);
  attempts_.emplace_back("keyboard-interactive");  // the answers do not name the user again
  const bool right = ssh_userauth_kbdint_getnanswers(with) == 2 &&
                     std::string(ssh_userauth_kbdint_getanswer(with, 0)).empty() &&
                     ssh_userauth_kbdint_getanswer(with, 1) == options_.right_password;
  if (!right) ssh_message_reply_default(request);
  return right;
}

}  // namespace certsweep::test
