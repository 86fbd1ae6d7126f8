#include "tests/replacer/deploy/local_programs.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>

#include "tests/support/check.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::replacer {

ProgramChannel::ProgramChannel(const std::vector<std::string>& arguments) {
  signal(SIGPIPE, SIG_IGN);
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  int in[2], out[2];
  test::Check(pipe2(in, O_CLOEXEC) == 0 && pipe2(out, O_CLOEXEC) == 0, "no pipes");
  pid_ = fork();
  test::Check(pid_ >= 0, "no process");
  if (pid_ == 0) {
    signal(SIGPIPE, SIG_DFL);
    dup2(in[0], 0);
    dup2(out[1], 1);
    execv(argv[0], argv.data());
    _exit(127);
  }
  close(in[0]);
  close(out[1]);
  in_ = in[1];
  out_ = out[0];
}

ProgramChannel::~ProgramChannel() {
  CloseInput();
  close(out_);
  if (pid_ > 0) kill(pid_, SIGKILL);
  Wait();
}

absl::Status ProgramChannel::Write(std::string_view bytes, const Deadline& /*deadline*/) {
  while (!bytes.empty()) {
    const ssize_t written = write(in_, bytes.data(), bytes.size());
    if (written < 0) return absl::UnavailableError("the program takes no more");
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ProgramChannel::Read(const Deadline& deadline) {
  pollfd wait{.fd = out_, .events = POLLIN, .revents = 0};
  if (poll(&wait, 1, deadline.RemainingMillis(INT_MAX)) <= 0) return absl::DeadlineExceededError("no answer in time");
  std::array<char, 4096> piece;
  const ssize_t size = read(out_, piece.data(), piece.size());
  return std::string(piece.data(), size > 0 ? static_cast<size_t>(size) : 0);
}

void ProgramChannel::CloseInput() {
  if (in_ >= 0) close(in_);
  in_ = -1;
}

int ProgramChannel::Wait() {
  if (pid_ <= 0) return -1;
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

ShellRunner LocalShell(const std::string& shell) {
  return [shell](const std::string& command, std::string_view input,
                 size_t output_limit) -> absl::StatusOr<CommandResult> {
    const test::TemporaryFolder folder;
    test::WriteWholeFile(folder.Path("input"), input);
    const std::string wrapped = "exec <\"$2\" 2>\"$3\"; eval \"$1\"";
    ProgramChannel program({shell, "-c", wrapped, "sh", command, folder.Path("input"), folder.Path("errors")});
    CommandResult result;
    for (;;) {
      absl::StatusOr<std::string> bytes = program.Read(Deadline::After(20'000'000));
      if (!bytes.ok()) return bytes.status();
      if (bytes->empty()) break;
      result.output += *bytes;
    }
    result.status = program.Wait();
    result.errors = test::ReadWholeFile(folder.Path("errors"));
    result.cut = result.output.size() > output_limit;
    result.output.resize(std::min(result.output.size(), output_limit));
    return result;
  };
}

}  // namespace certsweep::replacer
