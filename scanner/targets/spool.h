// Spool: records in an unlinked temporary file, written once, read by their offset. Append, Flush and Scan are for one
// thread; Read is thread-safe after Flush.
#ifndef CERTSWEEP_SCANNER_TARGETS_SPOOL_H_
#define CERTSWEEP_SCANNER_TARGETS_SPOOL_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "scanner/targets/file_descriptor.h"

namespace certsweep::scanner {

class Spool {
 public:
  // ResourceExhausted, NotFound, PermissionDenied: the folder for temporary files won't have it.
  static absl::StatusOr<Spool> Create();
  // Takes an empty file opened for reading and writing.
  explicit Spool(FileDescriptor file) : file_(std::move(file)) {}

  // The offset of the record. ResourceExhausted: the disk is full.
  absl::StatusOr<uint64_t> Append(std::string_view record);
  absl::Status Flush();
  uint64_t size() const { return written_ + pending_.size(); }

  // Where the record after `record`, which stands at `offset`, stands.
  static uint64_t OffsetAfter(uint64_t offset, std::string_view record);

  // The record that Append gave `offset` for. Internal: the file failed.
  absl::StatusOr<std::string> Read(uint64_t offset) const;

  // Calls `visit` with each record up to `end` (an offset that Append gave, or size()), in the order they were written,
  // until it fails.
  absl::Status Scan(uint64_t end,
                    const std::function<absl::Status(uint64_t offset, std::string_view record)>& visit) const;

 private:
  FileDescriptor file_;
  uint64_t written_ = 0;
  std::string pending_;
};

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_TARGETS_SPOOL_H_
