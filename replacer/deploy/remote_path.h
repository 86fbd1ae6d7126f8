// Paths on a POSIX host, as bytes: nothing is looked up. Thread-safe: pure functions.
#ifndef CERTSWEEP_REPLACER_DEPLOY_REMOTE_PATH_H_
#define CERTSWEEP_REPLACER_DEPLOY_REMOTE_PATH_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace certsweep::replacer {

// InvalidArgument for an empty path and for one with a NUL, which no host can have.
absl::Status CheckPath(std::string_view path);

// The folder that `path` is in: "/etc/x" -> "/etc", "/x" -> "/", "x" -> ".".
std::string FolderOf(std::string_view path);
// What follows the last '/'.
std::string_view NameOf(std::string_view path);
std::string JoinPath(std::string_view folder, std::string_view name);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_DEPLOY_REMOTE_PATH_H_
