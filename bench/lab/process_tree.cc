#include "bench/lab/process_tree.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "absl/strings/str_cat.h"
#include "bench/lab/loopback_socket.h"
#include "engine/base/read_file.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"

namespace certsweep::lab {

namespace {

constexpr int kCouldNotStart = 127;

int ExitCodeOf(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

// ---- In the keeper: we may have threads, so only what is safe between fork and exec, and no memory of the heap.

[[noreturn]] void Become(char* const* arguments) {
  // What the lab does with signals is its own affair.
  for (int number = 1; number < NSIG; ++number) (void)::signal(number, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::execve(arguments[0], arguments, environ);
  ::_exit(kCouldNotStart);
}

// Numbers with blanks between them. False where this kernel tells no children.
bool KillChildren() {
  const int file = ::open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  std::array<char, 4096> buffer;
  pid_t pid = 0;
  for (ssize_t size; (size = ::read(file, buffer.data(), buffer.size())) > 0;) {
    for (ssize_t i = 0; i < size; ++i) {
      const char c = buffer[static_cast<size_t>(i)];
      if (c >= '0' && c <= '9') {
        pid = pid * 10 + (c - '0');
      } else if (pid != 0) {
        ::kill(pid, SIGKILL);
        pid = 0;
      }
    }
  }
  ::close(file);
  return true;
}

// Whose parent was killed becomes ours before that one can be waited for: at ECHILD nobody is left.
void EndChildren(pid_t program) {
  do {
    if (KillChildren()) continue;
    ::kill(program, SIGKILL);
    return;
  } while (::waitpid(-1, nullptr, 0) > 0 || errno == EINTR);
}

// Until the program ends, or we are told to end it.
int Watch(pid_t program, const sigset_t& signals) {
  for (;;) {
    int status = 0;
    for (pid_t ended; (ended = ::waitpid(-1, &status, WNOHANG)) > 0;) {
      if (ended == program) return ExitCodeOf(status);
    }
    if (::sigwaitinfo(&signals, nullptr) == SIGTERM) return 128 + SIGTERM;
  }
}

[[noreturn]] void Keep(char* const* arguments, int log, pid_t parent) {
  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGTERM);
  ::sigaddset(&signals, SIGCHLD);
  ::sigprocmask(SIG_SETMASK, &signals, nullptr);
  (void)::signal(SIGCHLD, SIG_DFL);
  ::setsid();
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) ::_exit(kCouldNotStart);
  const int null = ::open("/dev/null", O_RDONLY);
  if (::dup2(null, 0) < 0 || ::dup2(log, 1) < 0 || ::dup2(log, 2) < 0) ::_exit(kCouldNotStart);
  ::close_range(3, ~0U, 0);
  const pid_t program = ::fork();
  if (program == 0) Become(arguments);
  const int code = program < 0 ? kCouldNotStart : Watch(program, signals);
  EndChildren(program);
  ::_exit(code);
}

}  // namespace

absl::StatusOr<std::unique_ptr<ProcessTree>> ProcessTree::Start(const Program& program) {
  std::vector<char*> arguments;
  arguments.reserve(program.arguments.size() + 1);
  for (const std::string& argument : program.arguments) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  const Descriptor log(::open(program.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!log.is_open()) return base::ErrnoStatus(errno, base::DisplayText(program.log));
  const pid_t parent = ::getpid();
  const pid_t keeper = ::fork();
  if (keeper < 0) return base::ErrnoStatus(errno, absl::StrCat("process for ", program.arguments.front()));
  if (keeper == 0) Keep(arguments.data(), log.get(), parent);
  return std::unique_ptr<ProcessTree>(new ProcessTree(keeper));
}

ProcessTree::~ProcessTree() { Stop(); }

bool ProcessTree::Reap(int flags) {
  if (keeper_ < 0) return true;
  int status = 0;
  pid_t ended = 0;
  do {
    ended = ::waitpid(keeper_, &status, flags);
  } while (ended < 0 && errno == EINTR);
  if (ended == 0) return false;
  keeper_ = -1;
  exit_code_ = ExitCodeOf(status);
  return true;
}

bool ProcessTree::IsRunning() { return !Reap(WNOHANG); }

int ProcessTree::Wait() {
  Reap(0);
  return exit_code_;
}

void ProcessTree::Stop() {
  if (keeper_ < 0) return;
  ::kill(keeper_, SIGTERM);
  Reap(0);
}

std::string LastLine(const std::string& log) {
  const absl::StatusOr<std::string> text = base::ReadFile(log);
  const size_t end = text.ok() ? text->find_last_not_of(" \r\n") : std::string::npos;
  if (end == std::string::npos) return "(nothing was said)";
  const size_t start = text->find_last_of('\n', end);
  return base::DisplayText(text->substr(start + 1, end - start));
}

absl::Status RunToEnd(const Program& program) {
  const absl::StatusOr<std::unique_ptr<ProcessTree>> tree = ProcessTree::Start(program);
  if (!tree.ok()) return tree.status();
  const int code = (*tree)->Wait();
  if (code == 0) return absl::OkStatus();
  return absl::InternalError(
      absl::StrCat(program.arguments.front(), " ended with ", code, ": ", LastLine(program.log)));
}

}  // namespace certsweep::lab
