#include "cli/terminal_prompt.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <optional>
#include <stop_token>
#include <utility>

#include "engine/base/text.h"
#include "engine/base/wiper.h"

namespace certsweep::cli {

namespace {

constexpr size_t kLongestLine = 4096;  // more than a terminal gives at once

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int get() const { return number_; }

 private:
  const int number_;
};

// Nobody could be told of a failure.
void Write(int terminal, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(terminal, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    text.remove_prefix(static_cast<size_t>(written));
  }
}

// While it is there, what is typed is not shown, and no key stops the process with the echo off.
class Silence {
 public:
  explicit Silence(int terminal) : terminal_(terminal) {
    is_on_ = tcgetattr(terminal, &before_) == 0;
    if (!is_on_) return;
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHONL);
    silent.c_lflag |= ICANON | ISIG;
    for (const int key : {VSUSP, VQUIT}) silent.c_cc[key] = _POSIX_VDISABLE;
    is_on_ = tcsetattr(terminal, TCSAFLUSH, &silent) == 0;
  }
  ~Silence() {
    if (is_on_) tcsetattr(terminal_, TCSAFLUSH, &before_);
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

  bool is_on() const { return is_on_; }

 private:
  const int terminal_;
  termios before_{};
  bool is_on_ = false;
};

// Reads one line, or until `stop`.
class LineReader {
 public:
  LineReader(int terminal, std::stop_token stop)
      : terminal_(terminal), woken_(eventfd(0, EFD_CLOEXEC)), on_stop_(std::move(stop), Wake{woken_.get()}) {}

  absl::StatusOr<base::SecretText> Read() {
    std::string line;
    line.reserve(kLongestLine);  // a string that grows leaves copies behind
    const base::Wiper wiper(line);
    while (line.size() < kLongestLine) {
      if (absl::Status status = Wait(); !status.ok()) return status;
      char byte = 0;
      const ssize_t count = read(terminal_, &byte, 1);
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return absl::OutOfRangeError("no answer");
      if (byte == '\n' || byte == '\r') break;
      line.push_back(byte);
    }
    return base::SecretText(std::string(line));
  }

 private:
  struct Wake {
    int descriptor;
    void operator()() const { (void)eventfd_write(descriptor, 1); }
  };

  absl::Status Wait() {
    std::array<pollfd, 2> both = {pollfd{.fd = terminal_, .events = POLLIN, .revents = 0},
                                  pollfd{.fd = woken_.get(), .events = POLLIN, .revents = 0}};
    while (poll(both.data(), both.size(), -1) < 0) {
      if (errno != EINTR) return absl::OutOfRangeError("no answer");
    }
    return both[1].revents != 0 ? absl::CancelledError("interrupted") : absl::OkStatus();
  }

  const int terminal_;
  const Descriptor woken_;
  const std::stop_callback<Wake> on_stop_;  // last: it uses the descriptor
};

}  // namespace

absl::StatusOr<base::SecretText> TerminalPrompt::Ask(std::string_view question) {
  const std::lock_guard lock(mutex_);
  const Descriptor terminal(open(terminal_.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (terminal.get() < 0) return absl::NotFoundError("there is no terminal to ask on");
  signals_.StopGracefully();
  const Silence silence(terminal.get());
  if (!silence.is_on()) return absl::NotFoundError("there is no terminal to ask on");
  Write(terminal.get(), question);
  absl::StatusOr<base::SecretText> answer = LineReader(terminal.get(), signals_.token()).Read();
  // The line end that was typed was not shown.
  Write(terminal.get(), "\n");
  return answer;
}

void TerminalPrompt::Tell(std::string_view line) {
  const std::lock_guard lock(mutex_);
  const Descriptor terminal(open(terminal_.c_str(), O_WRONLY | O_NOCTTY | O_CLOEXEC));
  Write(terminal.get(), std::string(line) + "\n");
}

}  // namespace certsweep::cli
