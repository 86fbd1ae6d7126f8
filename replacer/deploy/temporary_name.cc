#include "replacer/deploy/temporary_name.h"

#include <sys/random.h>

#include <array>
#include <cerrno>
#include <cstdint>

#include "engine/base/bytes.h"
#include "engine/base/status_context.h"
#include "replacer/deploy/remote_path.h"

namespace certsweep::replacer {

absl::StatusOr<std::string> RandomToken() {
  std::array<uint8_t, 16> bytes;
  // So few come at once.
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    return base::ErrnoStatus(errno, "random numbers");
  }
  return base::HexEncode(bytes);
}

std::string TemporaryPathFor(std::string_view path, std::string_view token) {
  return JoinPath(FolderOf(path), "." + std::string(NameOf(path)) + "." + std::string(token) + ".certsweep");
}

}  // namespace certsweep::replacer
