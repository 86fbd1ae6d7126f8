#include "scanner/targets/file_descriptor.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"

namespace certsweep::scanner {

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

FileDescriptor::~FileDescriptor() {
  if (fd_ >= 0) ::close(fd_);
}

absl::StatusOr<FileDescriptor> OpenForReading(const std::string& path) {
  const std::string shown = base::DisplayText(path);
  FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) {
    const absl::Status status = base::ErrnoStatus(errno, shown);
    return absl::IsInternal(status) ? absl::InvalidArgumentError(status.message()) : status;
  }
  struct stat about{};
  if (::fstat(file.get(), &about) == 0 && S_ISDIR(about.st_mode)) {
    return absl::InvalidArgumentError(absl::StrCat(shown, ": is a folder, not a file"));
  }
  return file;
}

absl::StatusOr<FileDescriptor> OpenUnlinkedTemporary() {
  const char* configured = ::getenv("TMPDIR");
  const std::string folder = configured != nullptr && *configured != '\0' ? configured : "/tmp";
  FileDescriptor unnamed(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (unnamed.get() >= 0) return unnamed;
  // Not every file system knows files without a name.
  std::string name = folder + "/certsweep-XXXXXX";
  FileDescriptor named(::mkostemp(name.data(), O_CLOEXEC));
  if (named.get() < 0) {
    return base::ErrnoStatus(errno, absl::StrCat("temporary file in ", base::DisplayText(folder)));
  }
  ::unlink(name.c_str());
  return named;
}

}  // namespace certsweep::scanner
