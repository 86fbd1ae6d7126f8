#include "cli/verify_batch.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include "engine/base/status_context.h"

namespace certsweep::cli {

namespace {

class BatchRun {
 public:
  explicit BatchRun(const LineBatch& batch) : batch_(batch) {}

  absl::Status Run() {
    StartThreads();
    Work();
    for (std::thread& thread : threads_) thread.join();
    return status_;
  }

 private:
  // This thread works too. Where the system has no more threads to give, those that there are do.
  void StartThreads() {
    try {
      for (int i = 1; i < batch_.threads; ++i) threads_.emplace_back([this] { Work(); });
    } catch (const std::system_error&) {
      return;
    }
  }

  void Work() {
    while (const std::optional<std::string> line = Take()) {
      const std::string answer = batch_.answer(*line);
      const std::lock_guard lock(write_mutex_);
      if (is_closed_) return;
      if (absl::Status status = batch_.write(answer); !status.ok()) {
        is_closed_ = true;
        Note(status);
        batch_.stop_reading();
      }
    }
  }

  std::optional<std::string> Take() {
    const std::lock_guard lock(read_mutex_);
    while (!has_ended_ && !is_closed_) {
      absl::StatusOr<std::optional<std::string>> line = batch_.read();
      if (!line.ok() || !line->has_value()) {
        has_ended_ = true;
        Note(line.status());
      } else if (!(*line)->empty()) {
        return *std::move(line);
      }
    }
    return std::nullopt;
  }

  // The first error is the one that is told.
  void Note(const absl::Status& status) {
    const std::lock_guard lock(status_mutex_);
    status_.Update(status);
  }

  const LineBatch& batch_;
  std::vector<std::thread> threads_;
  std::mutex read_mutex_, write_mutex_, status_mutex_;
  bool has_ended_ = false;               // nothing more to read; under read_mutex_
  std::atomic<bool> is_closed_ = false;  // nothing more can be written
  absl::Status status_;                  // under status_mutex_
};

}  // namespace

absl::Status RunLineBatch(const LineBatch& batch) { return BatchRun(batch).Run(); }

// Without an eventfd, where descriptors have run out, Stop is only heard with the next input.
DescriptorLines::DescriptorLines(int descriptor, size_t max_line)
    : descriptor_(descriptor), max_line_(max_line), stop_(eventfd(0, EFD_CLOEXEC)) {}

DescriptorLines::~DescriptorLines() {
  if (stop_ >= 0) close(stop_);
}

void DescriptorLines::Stop() { eventfd_write(stop_, 1); }

absl::StatusOr<std::optional<std::string>> DescriptorLines::Next() {
  for (;;) {
    if (const size_t end = buffer_.find('\n', searched_); end != std::string::npos) {
      std::string line = Take(end);
      at_ = searched_ = end + 1;
      return std::optional(std::move(line));
    }
    buffer_.erase(0, at_);
    at_ = 0;
    buffer_.resize(std::min(buffer_.size(), max_line_ + 1));
    searched_ = buffer_.size();
    const absl::StatusOr<bool> more = Fill();
    if (!more.ok()) return more.status();
    if (!*more) break;
  }
  if (buffer_.empty()) return std::optional<std::string>();
  std::string last = Take(buffer_.size());
  buffer_.clear();
  searched_ = 0;
  return std::optional(std::move(last));
}

std::string DescriptorLines::Take(size_t end) {
  std::string line = buffer_.substr(at_, std::min(end - at_, max_line_ + 1));
  if (line.size() <= max_line_ && line.ends_with('\r')) line.pop_back();
  return line;
}

absl::StatusOr<bool> DescriptorLines::Fill() {
  std::array<char, 65536> chunk;
  for (;;) {
    std::array<pollfd, 2> waiting = {pollfd{descriptor_, POLLIN, 0}, pollfd{stop_, POLLIN, 0}};
    if (poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR)
      return base::ErrnoStatus(errno, "standard input");
    if ((waiting[1].revents & POLLIN) != 0) {
      buffer_.clear();  // half a line is none
      return false;
    }
    if (waiting[0].revents == 0) continue;
    const ssize_t count = ::read(descriptor_, chunk.data(), chunk.size());
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count < 0) return base::ErrnoStatus(errno, "standard input");
    buffer_.append(chunk.data(), static_cast<size_t>(count));
    return count > 0;
  }
}

}  // namespace certsweep::cli
