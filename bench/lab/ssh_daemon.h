// Debian's sshd as an appliance's: keys, configuration and what clients know of it, in a folder of its own. It lets in
// the user who runs it, by keys in `authorized_keys`. Functions of files; thread-safe on different folders.
#ifndef CERTSWEEP_BENCH_LAB_SSH_DAEMON_H_
#define CERTSWEEP_BENCH_LAB_SSH_DAEMON_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace certsweep::lab {

inline constexpr char kSshdPath[] = "/usr/sbin/sshd";
inline constexpr char kSshKeygenPath[] = "/usr/bin/ssh-keygen";
inline constexpr char kSftpServerPath[] = "/usr/lib/openssh/sftp-server";

struct SshDaemonOptions {
  std::string folder;   // absolute, without quotes
  std::string address;  // "127.1.2.3"
  uint16_t port = 0;
  std::vector<std::string> host_key_types = {"ed25519"};  // as ssh-keygen -t has them, with bits: "rsa:2048"
  bool sftp = true;
  std::string force_command = {};
  std::vector<std::string> config = {};  // further lines, which come first and so win

  std::string ConfigPath() const { return folder + "/sshd_config"; }
  std::string AuthorizedKeysPath() const { return folder + "/authorized_keys"; }
  // Of a type: with or without bits. The public half lies beside it: ".pub".
  std::string HostKeyPath(std::string_view type) const;
};

// Makes a key pair: `path` and `path`.pub, in place of what is there. `type`: "ed25519", "rsa:2048", "ecdsa:256".
absl::Status MakeSshKey(const std::string& path, std::string_view type = "ed25519", const std::string& passphrase = "");

absl::Status MakeHostKeys(const SshDaemonOptions& options);
absl::Status WriteSshdConfig(const SshDaemonOptions& options);
// What runs it in the foreground with its log on standard error. As root it needs a folder that the service's start
// makes elsewhere: it is made here.
std::vector<std::string> SshdCommand(const SshDaemonOptions& options);

// Lines of known_hosts, one a host key, for a name or an address that it is reached by.
absl::StatusOr<std::string> KnownHostsLines(const SshDaemonOptions& options, std::string_view host);

}  // namespace certsweep::lab

#endif  // CERTSWEEP_BENCH_LAB_SSH_DAEMON_H_
