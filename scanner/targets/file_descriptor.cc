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

absl::Status ReadAt(const FileDescriptor& file, uint64_t offset, size_t size, std::string& out) {
  const size_t before = out.size();
  out.resize(before + size);
  size_t done = 0;
  while (done < size) {
    const ssize_t count =
        ::pread(file.get(), out.data() + before + done, size - done, static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0)
      return absl::InternalError(base::ErrnoStatus(errno, "reading the temporary file of targets").message());
    if (count == 0) break;
    done += static_cast<size_t>(count);
  }
  out.resize(before + done);
  return absl::OkStatus();
}

absl::Status WriteAt(const FileDescriptor& file, uint64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::pwrite(file.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return base::ErrnoStatus(errno, "writing the temporary file of targets");
    bytes.remove_prefix(static_cast<size_t>(count));
    offset += static_cast<uint64_t>(count);
  }
  return absl::OkStatus();
}

}  // namespace certsweep::scanner
