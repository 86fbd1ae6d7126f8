#include "cli/output.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>

#include "absl/strings/str_cat.h"
#include "cli/exit_code.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"

namespace certsweep::cli {

namespace {

constexpr size_t kLongestLine = 2000;

// Waits where a terminal or pipe was left in non-blocking mode by another program that shares it.
void WaitUntilWritable(int descriptor) {
  pollfd waiting = {descriptor, POLLOUT, 0};
  poll(&waiting, 1, -1);
}

// 0 or the errno of what failed.
int WriteAll(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(descriptor, text.data(), text.size());
    if (written > 0) {
      text.remove_prefix(static_cast<size_t>(written));
    } else if (errno == EAGAIN) {
      WaitUntilWritable(descriptor);
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

}  // namespace

void OpenMissingStandardStreams() {
  for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; ++descriptor) {
    if (fcntl(descriptor, F_GETFD) >= 0) continue;
    // The lowest free number is this one. Opened the wrong way round: reading or writing fails as it would have.
    if (open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY) != descriptor) _exit(2);
  }
}

absl::Status WriteToStandardOutput(std::string_view text) {
  const int error = WriteAll(STDOUT_FILENO, text);
  if (error == 0) return absl::OkStatus();
  if (error == EPIPE) return absl::CancelledError("standard output: closed by its reader");
  return base::ErrnoStatus(error, "standard output");
}

void WriteToStandardError(std::string_view text) { WriteAll(STDERR_FILENO, text); }

std::string ComplaintText(std::string_view message) {
  std::string text;
  while (!message.empty()) {
    const size_t end = message.find('\n');
    text += "certsweep: " + base::DisplayText(message.substr(0, end), kLongestLine) + "\n";
    if (end == std::string_view::npos) break;
    message.remove_prefix(end + 1);
  }
  return text;
}

void Complain(std::string_view message) { WriteToStandardError(ComplaintText(message)); }

int ToldExitCode(const absl::Status& written) {
  if (written.ok()) return kExitCompliant;
  if (absl::IsCancelled(written)) return kExitInterrupted;
  Complain(base::ToStd(written.message()));
  return kExitFailure;
}

absl::Status WriteFile(const std::string& path, std::string_view content) {
  const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor < 0) return base::ErrnoStatus(errno, base::DisplayText(path));
  int error = WriteAll(descriptor, content);
  if (close(descriptor) != 0 && error == 0) error = errno;
  return error == 0 ? absl::OkStatus() : base::ErrnoStatus(error, base::DisplayText(path));
}

absl::Status WriteNewFile(const std::string& path, std::string_view content, const base::WholeFileOptions& options) {
  const absl::Status written = base::WriteWholeFile(path, content, options);
  if (!absl::IsAlreadyExists(written)) return written;
  return absl::AlreadyExistsError(absl::StrCat(written.message(), "; --force overwrites it"));
}

}  // namespace certsweep::cli
