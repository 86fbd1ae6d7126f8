// FileDescriptor owns an open file descriptor and closes it. Movable. Thread-safe as an int is.
#ifndef CERTSWEEP_SCANNER_TARGETS_FILE_DESCRIPTOR_H_
#define CERTSWEEP_SCANNER_TARGETS_FILE_DESCRIPTOR_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
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

// Of such a file: appends up to `size` bytes from `offset` to `out`; fewer at its end. Internal: it can't be read.
absl::Status ReadAt(const FileDescriptor& file, uint64_t offset, size_t size, std::string& out);
// ResourceExhausted: the disk is full. How much of `bytes` was written is then not known.
absl::Status WriteAt(const FileDescriptor& file, uint64_t offset, std::string_view bytes);

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_TARGETS_FILE_DESCRIPTOR_H_
