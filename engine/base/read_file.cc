#include "engine/base/read_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/text.h"
#include "engine/base/wiper.h"

namespace certsweep::base {
namespace {

constexpr size_t kMovesByPointer = 64;

absl::Status CannotRead(const std::string& path, int error_number) {
  const std::string text = absl::StrCat(DisplayText(path), ": ", std::generic_category().message(error_number));
  return error_number == ENOENT ? absl::NotFoundError(text) : absl::InvalidArgumentError(text);
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path, size_t max_bytes) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return CannotRead(path, errno);
  absl::StatusOr<std::string> text = ReadDescriptor(fd, path, max_bytes);
  ::close(fd);
  return text;
}

absl::StatusOr<std::string> ReadDescriptor(int fd, const std::string& name, size_t max_bytes) {
  std::string text;
  // At once, so that a string that grows leaves fewer copies of a secret behind; and never so little that the text
  // stands in the string itself, where moving it is copying it.
  text.reserve(kMovesByPointer);
  struct stat about{};
  if (::fstat(fd, &about) == 0 && S_ISREG(about.st_mode)) {
    text.reserve(std::max(kMovesByPointer, std::min(static_cast<size_t>(about.st_size), max_bytes) + 1));
  }
  // What is read may be a secret, and would stay here.
  std::string buffer(65536, '\0');
  const Wiper wiper(buffer);
  while (true) {
    const ssize_t count = ::read(fd, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return CannotRead(name, errno);
    if (count == 0) return text;
    text.append(buffer.data(), static_cast<size_t>(count));
    if (text.size() > max_bytes) {
      return absl::InvalidArgumentError(absl::StrCat(DisplayText(name), ": over ", max_bytes >> 20, " MiB"));
    }
  }
}

}  // namespace certsweep::base
