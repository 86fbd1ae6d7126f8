#include "bench/lab_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "bench/lab/loopback_socket.h"
#include "engine/base/status_context.h"

namespace certsweep::bench {

namespace {

// The child's one message: "+" inventory NUL trust, or "-" and what went wrong.
constexpr char kStarted = '+';
constexpr char kFailed = '-';

void WriteAll(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    text.remove_prefix(static_cast<size_t>(written));
  }
}

std::string ReadAll(int fd) {
  std::string text;
  std::array<char, 4096> buffer;
  while (true) {
    const ssize_t got = ::read(fd, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return text;
    text.append(buffer.data(), static_cast<size_t>(got));
  }
}

[[noreturn]] void ServeUntilKilled(const lab::LabOptions& options, pid_t parent, lab::Descriptor report) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);
  const absl::StatusOr<std::unique_ptr<lab::Lab>> lab = lab::Lab::Start(options);
  if (!lab.ok()) {
    WriteAll(report.get(), kFailed + lab.status().ToString());
    ::_exit(1);
  }
  WriteAll(report.get(), kStarted + (*lab)->InventoryCsv() + '\0' + (*lab)->TrustPem());
  report = lab::Descriptor();
  while (true) ::pause();
}

}  // namespace

absl::StatusOr<std::unique_ptr<LabProcess>> LabProcess::Start(const lab::LabOptions& options) {
  std::array<int, 2> ends;
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return base::ErrnoStatus(errno, "pipe to the lab");
  const lab::Descriptor reading(ends[0]);
  lab::Descriptor writing(ends[1]);
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) return base::ErrnoStatus(errno, "process for the lab");
  if (pid == 0) ServeUntilKilled(options, parent, std::move(writing));
  std::unique_ptr<LabProcess> process(new LabProcess(pid));
  writing = lab::Descriptor();
  if (absl::Status taken = process->TakeReport(ReadAll(reading.get())); !taken.ok()) return taken;
  return process;
}

absl::Status LabProcess::TakeReport(const std::string& report) {
  const size_t split = report.find('\0');
  if (report.empty() || report.front() != kStarted || split == std::string::npos) {
    return absl::InternalError("the lab did not start: " + (report.empty() ? "its process ended" : report.substr(1)));
  }
  inventory_csv_ = report.substr(1, split - 1);
  trust_pem_ = report.substr(split + 1);
  return absl::OkStatus();
}

LabProcess::~LabProcess() {
  ::kill(pid_, SIGKILL);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace certsweep::bench
