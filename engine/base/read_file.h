// Reads a whole file into memory, with a bound. Thread-safe.
#ifndef CERTSWEEP_ENGINE_BASE_READ_FILE_H_
#define CERTSWEEP_ENGINE_BASE_READ_FILE_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"

namespace certsweep::base {

// What is read of configuration, certificates and lists is no longer; /dev/zero is.
inline constexpr size_t kMaxFileBytes = size_t{64} << 20;

// NotFound for a missing file, InvalidArgument for one that can't be read or is longer than `max_bytes`; both carry the
// path.
absl::StatusOr<std::string> ReadFile(const std::string& path, size_t max_bytes = kMaxFileBytes);

// The same of an open descriptor, which stays open; `name` stands for the path in messages.
absl::StatusOr<std::string> ReadDescriptor(int fd, const std::string& name, size_t max_bytes = kMaxFileBytes);

}  // namespace certsweep::base

#endif  // CERTSWEEP_ENGINE_BASE_READ_FILE_H_
