#include "replacer/deploy/remote_quoting.h"

#include "replacer/deploy/remote_path.h"

namespace certsweep::replacer {

absl::StatusOr<std::string> QuoteForShell(std::string_view word) {
  std::string quoted = "'";
  for (char c : word) {
    if (c == '\0') return absl::InvalidArgumentError("a word for the remote shell has a NUL in it");
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

absl::StatusOr<std::string> QuotePathForShell(std::string_view path) {
  if (absl::Status usable = CheckPath(path); !usable.ok()) return usable;
  return QuoteForShell(path.starts_with('-') ? "./" + std::string(path) : std::string(path));
}

}  // namespace certsweep::replacer
