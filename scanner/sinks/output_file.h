// OutputFile: where lines for people and programs go: a file, or a descriptor that is open already (standard output).
// A line is there whole or not at all, whatever happens on the way. Not thread-safe.
// The process must ignore SIGPIPE and SIGXFSZ: a closed pipe and a limit on file sizes are told by a Status.
#ifndef CERTSWEEP_SCANNER_SINKS_OUTPUT_FILE_H_
#define CERTSWEEP_SCANNER_SINKS_OUTPUT_FILE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace certsweep::scanner {

enum class OutputMode {
  kReplace,  // begin anew
  // Begin anew beside it, and let that take its place when it is whole, by Finish: whoever reads `path` meanwhile sees
  // all of the old content or all of the new. What is no regular file is written to as it is.
  kReplaceWhole,
  kAppendLines,  // keep what is there, less a torn last line
  kAppendCsv,    // the same where a quoted cell may hold line ends
};

class OutputFile {
 public:
  // Opens or makes `path`. What it held before stays until the first write (or Finish): a command that fails before
  // then has lost nothing. NotFound (a missing folder), PermissionDenied, InvalidArgument (a folder),
  // ResourceExhausted.
  static absl::StatusOr<std::unique_ptr<OutputFile>> Open(const std::string& path, OutputMode mode);
  // Writes to `fd`, which stays the caller's. `name` is what errors call it ("standard output").
  static std::unique_ptr<OutputFile> ForDescriptor(int fd, std::string name);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  // Writes `text`, which consists of whole records; `ends` are the offsets at which they end, ascending, the last one
  // text.size() (empty: all of it is one record). When it fails, a regular file ends with the last whole record.
  // Cancelled: the reader of a pipe has gone. ResourceExhausted: no room (also past a limit on the size of files).
  absl::Status Write(std::string_view text, std::span<const size_t> ends = {});
  // Everything is on its way to the disk, and late errors are told. Nothing may be written after it.
  absl::Status Finish();

  // Takes Open back: a file that it made is removed again. REQUIRES: nothing was written.
  void Discard();

  // Nothing was in it before the first write.
  bool begins_empty() const { return begins_empty_; }
  // For messages: safe for a terminal.
  const std::string& name() const { return name_; }
  int descriptor() const { return fd_; }

 private:
  OutputFile(int fd, bool owned, std::string name) : fd_(fd), owned_(owned), name_(std::move(name)) {}
  // Opens the file that is to take the place of `path`.
  static absl::StatusOr<std::unique_ptr<OutputFile>> OpenBeside(const std::string& path, const std::string& shown);
  // Cuts off what is not to be kept, once.
  absl::Status Prepare();
  // Writes all of `text` or fails with an errno; `written` counts the bytes in any case.
  int WriteAll(std::string_view text, size_t& written);
  void CutTornRecord(size_t torn);
  absl::Status StatusOf(int error_number) const;

  int fd_;
  bool owned_;
  std::string name_;
  std::string path_;    // where it was opened by one
  std::string target_;  // whose place `path_` takes when it is whole; empty: none's
  bool regular_ = false;
  bool made_ = false;
  bool begins_empty_ = true;
  bool prepared_ = true;
  int64_t keep_ = 0;  // bytes of the old content
};

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_SINKS_OUTPUT_FILE_H_
