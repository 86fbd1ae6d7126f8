// FileDescriptor owns an open file descriptor and closes it. Movable. Thread-safe as an int is.
#ifndef CERTSWEEP_SCANNER_TARGETS_FILE_DESCRIPTOR_H_
#define CERTSWEEP_SCANNER_TARGETS_FILE_DESCRIPTOR_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"

namespace certsweep::scanner {

class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;
  ~FileDescriptor();

  int get() const { return fd_; }

 private:
  int fd_ = -1;
};

// NotFound, PermissionDenied, or InvalidArgument for a folder and what else can't be read; the message names the path.
absl::StatusOr<FileDescriptor> OpenForReading(const std::string& path);

// A file that has no name (any more): it is gone when it is closed, also after a crash. In TMPDIR, else in /tmp.
absl::StatusOr<FileDescriptor> OpenUnlinkedTemporary();

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_TARGETS_FILE_DESCRIPTOR_H_
