// How a new server.pem takes the place of the old one. At no moment does the appliance lack a complete file: the new
// one arrives beside the old one under a name of its own, is looked at, and takes its place by one rename. Each step
// may be run again after a crash; what it was about to do is decided by the caller, who writes it down before. A second
// file (the profile's chain_path) is installed by the same steps.
//
// The functions belong to the thread of their host. All pass on what the host's calls fail with (remote_host.h).
#ifndef CERTSWEEP_REPLACER_DEPLOY_INSTALLATION_H_
#define CERTSWEEP_REPLACER_DEPLOY_INSTALLATION_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/bytes.h"
#include "replacer/deploy/remote_host.h"

namespace certsweep::replacer {

// Longer is no PEM file of an appliance.
inline constexpr size_t kMaxPemFileBytes = size_t{1} << 20;

struct Inspection {
  std::string resolved;              // the path without symbolic links: what all further steps work on
  RemoteFile file;                   // of it, as it is now
  std::vector<std::string> notices;  // what the user should know, a sentence each
};

// Looks at the file that is to be replaced, and whether it can be. Changes nothing. NotFound; FailedPrecondition where
// it is no regular file, is longer than kMaxPemFileBytes, or the host has no way to replace a file by one rename.
absl::StatusOr<Inspection> Inspect(RemoteFiles& host, std::string_view pem_path);

// The mode that a new file gets in place of one of `old_mode`: the same without any right for others, or `pem_mode`.
uint32_t NewFileMode(uint32_t old_mode, std::optional<uint32_t> pem_mode);

// Writes `bytes` to `temporary` (see TemporaryPathFor), reads them back, and gives the file owner and group of `old`
// and `mode`. AlreadyExists: there is such a file, which is left alone. DataLoss: what is read back is something else.
// After any other failure the file is removed again; if it can't be, the message names it as one that may be left.
absl::Status Upload(RemoteFiles& host, std::string_view temporary, std::string_view bytes, const RemoteFile& old,
                    uint32_t mode);

// Renames `temporary` over `resolved`. FailedPrecondition where `resolved` is no regular file (any more). After
// Unavailable or DeadlineExceeded it may have happened: IsInstalled tells.
absl::Status Install(RemoteFiles& host, std::string_view temporary, std::string_view resolved);

// Whether the file at `resolved` is the one with this SHA-256; false also where there is none.
absl::StatusOr<bool> IsInstalled(RemoteFiles& host, std::string_view resolved, const base::Sha256Digest& sha256);

// Removes what an upload may have left; it is no error where there is nothing.
absl::Status RemoveLeftover(RemoteFiles& host, std::string_view temporary);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_DEPLOY_INSTALLATION_H_
