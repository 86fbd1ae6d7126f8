#include "cli/verify_batch.h"

#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/status_context.h"

namespace certsweep::cli {

namespace {

constexpr size_t kMaxLine = size_t{256} << 20;

class BatchRun {
 public:
  explicit BatchRun(const LineBatch& batch) : batch_(batch) {}

  absl::Status Run() {
    std::vector<std::thread> threads;
    for (int i = 1; i < batch_.threads; ++i) threads.emplace_back([this] { Work(); });
    Work();
    for (std::thread& thread : threads) thread.join();
    return status_;
  }

 private:
  void Work() {
    while (const std::optional<std::string> line = Take()) {
      const std::string answer = batch_.answer(*line);
      const std::lock_guard lock(write_mutex_);
      if (absl::Status status = batch_.write(answer); !status.ok()) Fail(status);
    }
  }

  std::optional<std::string> Take() {
    const std::lock_guard lock(read_mutex_);
    while (!ended_) {
      absl::StatusOr<std::optional<std::string>> line = batch_.read();
      if (!line.ok()) {
        Fail(line.status());
      } else if (!line->has_value()) {
        ended_ = true;
      } else if (!(*line)->empty()) {
        return *std::move(line);
      }
    }
    return std::nullopt;
  }

  void Fail(const absl::Status& status) {
    const std::lock_guard lock(status_mutex_);
    if (status_.ok()) status_ = status;
    ended_ = true;
  }

  const LineBatch& batch_;
  std::mutex read_mutex_, write_mutex_, status_mutex_;
  std::atomic<bool> ended_ = false;
  absl::Status status_;
};

}  // namespace

absl::Status RunLineBatch(const LineBatch& batch) { return BatchRun(batch).Run(); }

absl::StatusOr<std::optional<std::string>> DescriptorLines::Next() {
  for (;;) {
    if (const size_t end = buffer_.find('\n', searched_); end != std::string::npos) {
      std::string line = buffer_.substr(at_, end - at_);
      at_ = searched_ = end + 1;
      if (line.ends_with('\r')) line.pop_back();
      return std::optional(std::move(line));
    }
    buffer_.erase(0, at_);
    at_ = 0;
    searched_ = buffer_.size();
    if (at_end_) break;
    if (buffer_.size() > kMaxLine) return absl::InvalidArgumentError("a line of over 256 MiB");
    std::array<char, 65536> chunk;
    const ssize_t count = ::read(descriptor_, chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return base::ErrnoStatus(errno, "standard input");
    if (count == 0) at_end_ = true;
    buffer_.append(chunk.data(), static_cast<size_t>(count));
  }
  if (buffer_.empty()) return std::optional<std::string>();
  searched_ = 0;
  return std::optional(std::exchange(buffer_, std::string()));
}

}  // namespace certsweep::cli
