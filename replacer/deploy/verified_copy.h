// Files that are written whole or not at all, as far as the host lets us. Belongs to the thread of the host.
#ifndef CERTSWEEP_REPLACER_DEPLOY_VERIFIED_COPY_H_
#define CERTSWEEP_REPLACER_DEPLOY_VERIFIED_COPY_H_

#include <string_view>

#include "absl/status/status.h"
#include "replacer/deploy/remote_host.h"

namespace certsweep::replacer {

// Creates `path` with `bytes`, mode 0600, and compares what is read back by size and SHA-256. AlreadyExists: the file
// that is there was left alone. DataLoss: something else was read back. After these others it was removed again, or the
// message names it.
absl::Status WriteVerified(RemoteFiles& host, std::string_view path, std::string_view bytes);

// Removes `path` because of `failure`, and returns it; where that can't be done its message names the file as one that
// may be left on the host.
absl::Status WithoutLeftover(RemoteFiles& host, std::string_view path, const absl::Status& failure);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_DEPLOY_VERIFIED_COPY_H_
