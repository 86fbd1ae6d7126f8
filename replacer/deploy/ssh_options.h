// What all connections of a run have in common. A value.
#ifndef CERTSWEEP_REPLACER_DEPLOY_SSH_OPTIONS_H_
#define CERTSWEEP_REPLACER_DEPLOY_SSH_OPTIONS_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace certsweep::replacer {

enum class SecretKind {
  kPassword,    // of a user on a host: "root@sps01.corp"
  kPassphrase,  // of a private key file: its path
};

// Gives a secret, which is wiped after its use, or nothing. Called from the threads of several connections at once: a
// person is asked before, and the answer remembered.
using SecretSource = std::function<std::optional<std::string>(SecretKind kind, std::string_view subject)>;

struct SshOptions {
  std::string identity;                     // private key file; empty: none
  std::string known_hosts;                  // file, which need not exist; empty: none
  bool use_agent = false;                   // the one of SSH_AUTH_SOCK
  SecretSource password_source;             // may be empty
  bool accept_new_host_keys = false;        // unknown ones, never changed ones
  int64_t connect_timeout_us = 15'000'000;  // connection and key exchange together, then each way to authenticate
  int64_t command_timeout_us = 60'000'000;  // each command, each request for a file
};

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_DEPLOY_SSH_OPTIONS_H_
