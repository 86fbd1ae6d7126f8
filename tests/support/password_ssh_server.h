// PasswordSshServer: an SSH server within the test that lets in by password or keyboard-interactive alone: Debian's
// sshd can't do that for a user who has no password. It opens no channels. One connection after the other, on a thread
// of its own.
#ifndef CERTSWEEP_TESTS_SUPPORT_PASSWORD_SSH_SERVER_H_
#define CERTSWEEP_TESTS_SUPPORT_PASSWORD_SSH_SERVER_H_

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "tests/support/scripted_peer.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::test {

struct PasswordSshServerOptions {
  bool password = true, keyboard_interactive = false;
  std::string right_password = "s3cret";
};

class PasswordSshServer {
 public:
  explicit PasswordSshServer(PasswordSshServerOptions options);

  uint16_t port() const { return peer_.port(); }
  // What was tried: "password USER", "keyboard-interactive".
  std::vector<std::string> attempts() const;

 private:
  void Serve(Fd& connection);
  // Whether somebody was let in.
  bool Authenticate(void* session);
  bool JudgePassword(void* message);
  bool JudgeInteractive(void* session, void* message);

  const PasswordSshServerOptions options_;
  TemporaryFolder folder_;
  mutable std::mutex mutex_;
  std::vector<std::string> attempts_;
  ScriptedPeer peer_;  // last: its thread uses all others
};

}  // namespace certsweep::test

#endif  // CERTSWEEP_TESTS_SUPPORT_PASSWORD_SSH_SERVER_H_
