// SshServer: the lab's sshd as a test wants it: its own address, host keys, configuration and authorized_keys; it lets
// in the user who runs the test, by the key identity(). Ends with the object, with all sessions, and with the thread
// that started it.
//
// Where sshd is not installed, IsAvailable() is false and the test is to be skipped.
#ifndef CERTSWEEP_TESTS_SUPPORT_SSH_SERVER_H_
#define CERTSWEEP_TESTS_SUPPORT_SSH_SERVER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench/lab/process_tree.h"
#include "bench/lab/ssh_daemon.h"
#include "replacer/deploy/remote_host.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::test {

struct SshServerOptions {
  std::string address;                                    // "127.1.2.3"; empty: one that no other test uses
  std::vector<std::string> host_key_types = {"ed25519"};  // as ssh-keygen -t has them, with bits: "rsa:2048"
  bool sftp = true;
  std::string force_command;
  std::vector<std::string> config = {};  // further lines, which come first and so win
};

class SshServer {
 public:
  static bool IsAvailable();

  explicit SshServer(SshServerOptions options = {});
  ~SshServer();
  SshServer(const SshServer&) = delete;
  SshServer& operator=(const SshServer&) = delete;

  const std::string& address() const { return daemon_.address; }
  uint16_t port() const { return daemon_.port; }
  const std::string& user() const { return user_; }
  // A private key that is let in, without a passphrase.
  std::string identity() const { return folder_.Path("identity"); }
  // "SHA256:..." of its host key of that type ("ed25519").
  std::string Fingerprint(std::string_view type = "ed25519") const;
  // Its host keys as lines of known_hosts, for address() and port().
  std::string KnownHosts() const;
  // How to reach it, with the fingerprint of its first host key.
  replacer::SshTarget Target() const;

  // Ends it with all sessions, as a reboot does. Stop may be called twice.
  void Stop();
  void Start();
  // Other host keys, of the same types or others; it is started anew.
  void ChangeHostKeys(const std::vector<std::string>& types);
  // Lets in another key too: a line of a .pub file.
  void Authorize(std::string_view public_key);
  // What it wrote so far.
  std::string Log() const;

 private:
  bool AwaitListening() const;

  const TemporaryFolder folder_;
  lab::SshDaemonOptions daemon_;
  const std::string user_;
  std::unique_ptr<lab::ProcessTree> processes_;
};

// Makes a key pair with ssh-keygen: `path` and `path`.pub. `type`: "ed25519", "rsa:2048", "ecdsa:256".
void MakeSshKey(const std::string& path, std::string_view type = "ed25519", const std::string& passphrase = "");

}  // namespace certsweep::test

#endif  // CERTSWEEP_TESTS_SUPPORT_SSH_SERVER_H_
