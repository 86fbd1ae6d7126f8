// `certsweep verify --batch`: lines in, lines out, each as soon as it is ready. Owns its threads while it runs.
#ifndef CERTSWEEP_CLI_VERIFY_BATCH_H_
#define CERTSWEEP_CLI_VERIFY_BATCH_H_

#include <cstddef>
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
  // Makes a `read` that waits return nothing, and every later one. Called once at most, from any thread.
  std::function<void()> stop_reading;
  // The answer to a line, with its line end. Called from several threads at once.
  std::function<std::string(std::string_view line)> answer;
  // Writes one answer, whole. Called from one thread at a time.
  std::function<absl::Status(std::string_view answer)> write;
  int threads = 1;
};

// Answers every line, in any order; holds no more lines than threads. Empty lines are passed over. An error of `read`
// is its end, what was read before is answered; one of `write` ends all of it, also a `read` that waits. The first one
// is returned.
absl::Status RunLineBatch(const LineBatch& batch);

// Reads lines from a descriptor. Not thread-safe, but for Stop.
class DescriptorLines {
 public:
  // A line that is longer than `max_line` bytes loses what follows the first `max_line` + 1 of them.
  DescriptorLines(int descriptor, size_t max_line);
  ~DescriptorLines();
  DescriptorLines(const DescriptorLines&) = delete;
  DescriptorLines& operator=(const DescriptorLines&) = delete;

  // As LineBatch::read. A last line needs no end. Fails with errno's words if reading does.
  absl::StatusOr<std::optional<std::string>> Next();
  // As LineBatch::stop_reading.
  void Stop();

 private:
  // Appends what can be read; false at the end of the input, or where it is to be read no more.
  absl::StatusOr<bool> Fill();
  // Takes the line off the buffer that ends before `end`.
  std::string Take(size_t end);

  const int descriptor_;
  const size_t max_line_;
  const int stop_;  // an eventfd
  std::string buffer_;
  size_t at_ = 0, searched_ = 0;
};

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_VERIFY_BATCH_H_
