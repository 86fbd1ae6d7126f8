// `certsweep verify --batch`: lines in, lines out, each as soon as it is ready. Owns its threads while it runs.
#ifndef CERTSWEEP_CLI_VERIFY_BATCH_H_
#define CERTSWEEP_CLI_VERIFY_BATCH_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace certsweep::cli {

struct LineBatch {
  // The next line without its end; nothing at the end of the input. Called from one thread at a time.
  std::function<absl::StatusOr<std::optional<std::string>>()> read;
  // The answer to a line, with its line end. Called from several threads at once.
  std::function<std::string(std::string_view line)> answer;
  // Writes one answer, whole. Called from one thread at a time.
  std::function<absl::Status(std::string_view answer)> write;
  int threads = 1;
};

// Answers every line, in any order; holds no more lines than threads. Empty lines are passed over. The first error of
// read or write ends it.
absl::Status RunLineBatch(const LineBatch& batch);

// Reads lines from a descriptor. Not thread-safe.
class DescriptorLines {
 public:
  explicit DescriptorLines(int descriptor) : descriptor_(descriptor) {}
  // As LineBatch::read. InvalidArgument for a line over 256 MiB, Internal with errno's words if reading fails.
  absl::StatusOr<std::optional<std::string>> Next();

 private:
  const int descriptor_;
  std::string buffer_;
  size_t at_ = 0, searched_ = 0;
  bool at_end_ = false;
};

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_VERIFY_BATCH_H_
