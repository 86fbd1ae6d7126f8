// TargetInputs: all that says what to scan, arguments and the content of files, as it was given: copied into one
// unlinked temporary file, so that it can be read as one sees it now, and once more by a run that goes on later.
// Memory: the names, never the content. Not thread-safe.
#ifndef CERTSWEEP_SCANNER_TARGETS_TARGET_INPUTS_H_
#define CERTSWEEP_SCANNER_TARGETS_TARGET_INPUTS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "scanner/targets/file_descriptor.h"
#include "scanner/targets/line_reader.h"
#include "scanner/targets/target_source.h"

namespace certsweep::scanner {

struct TargetInput {
  enum class Kind : uint8_t {
    kArgument,     // a TARGET
    kList,         // a file of targets, or an inventory
    kExclude,      // an address, a network or a range that is excluded
    kExcludeFile,  // a file of such and of hosts
  };
  Kind kind = Kind::kArgument;
  std::string name;     // the text of an argument; else how messages call the file
  uint64_t offset = 0;  // of its content
  uint64_t size = 0;    // 0 for what is no file
};

class TargetInputs {
 public:
  // Reads the files that `options` names to their ends. NotFound, PermissionDenied, InvalidArgument: files that can't
  // be opened, a text line each; the Status of a failed read; ResourceExhausted: no room for the temporary file.
  static absl::StatusOr<TargetInputs> Read(const TargetOptions& options);

  // All of it, to be kept: piece by piece, each valid until the next call, an empty one at the end. Valid as long as
  // this object.
  std::function<absl::StatusOr<std::string_view>()> Pieces() const;
  // Takes a piece; false: no more of them, something went wrong.
  using Take = std::function<bool(const std::string_view& piece)>;
  // The same again, out of pieces of any size that `give` gives. Its error; DataLoss: they are not what Pieces gave.
  static absl::StatusOr<TargetInputs> Restore(const std::function<absl::Status(const Take&)>& give);

  const std::vector<TargetInput>& inputs() const { return inputs_; }
  // The lines of a file's content. One at a time: a further call ends what an earlier one reads.
  absl::StatusOr<LineReader> Lines(const TargetInput& input) const;

 private:
  explicit TargetInputs(FileDescriptor file) : file_(std::move(file)) {}
  absl::Status Append(std::string_view bytes);
  // `fd`: what to copy; -1: nothing.
  absl::Status Add(TargetInput::Kind kind, std::string name, int fd);
  // Finds the inputs in what was restored.
  absl::Status Index();

  FileDescriptor file_;
  uint64_t size_ = 0;
  std::vector<TargetInput> inputs_;
};

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_TARGETS_TARGET_INPUTS_H_
