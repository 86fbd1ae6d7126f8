// The private key file that a user logs in with: OpenSSH's own form, or PEM. Thread-safe.
#ifndef CERTSWEEP_REPLACER_DEPLOY_SSH_IDENTITY_H_
#define CERTSWEEP_REPLACER_DEPLOY_SSH_IDENTITY_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

struct ssh_key_struct;

namespace certsweep::replacer {

struct SshKeyDeleter {
  void operator()(ssh_key_struct* key) const;
};
using SshKey = std::unique_ptr<ssh_key_struct, SshKeyDeleter>;

// Gives the passphrase, which is wiped after its use, or nothing. Called only where the file is encrypted.
using PassphraseSource = std::function<std::optional<std::string>()>;

// The key in the file at `path`. Errors have the path, and never the passphrase: FailedPrecondition (it is encrypted,
// and `passphrase`, which may be empty, gave none), Unauthenticated (the passphrase does not open it), NotFound,
// PermissionDenied or InvalidArgument (no key that libssh can read).
absl::StatusOr<SshKey> ReadSshIdentity(const std::string& path, const PassphraseSource& passphrase);

// Whether it can be read, with this passphrase (empty: without one). As above.
absl::Status CheckSshIdentity(const std::string& path, std::string_view passphrase);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_DEPLOY_SSH_IDENTITY_H_
