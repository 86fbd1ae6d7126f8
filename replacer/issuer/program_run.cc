#include "replacer/issuer/program_run.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>  // NOLINT: sigset_t and kill are not in <csignal>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"

namespace certsweep::replacer {
namespace {

constexpr size_t kMaxKept = size_t{64} << 10;
constexpr size_t kMaxLine = 300;
constexpr int64_t kGraceMicros = 2'000'000;

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { Close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int get() const { return number_; }
  void Reset(int number) {
    Close();
    number_ = number;
  }
  void Close() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }

 private:
  int number_ = -1;
};

std::vector<std::string> CleanEnvironment() {
  std::vector<std::string> environment;
  for (const char* name : {"PATH", "HOME", "LANG", "TMPDIR"}) {
    if (const char* value = std::getenv(name); value != nullptr) environment.push_back(absl::StrCat(name, "=", value));
  }
  return environment;
}

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// How the child differs from us: posix_spawn's two objects.
class SpawnPlan {
 public:
  SpawnPlan() {
    posix_spawnattr_init(&attributes_);
    posix_spawn_file_actions_init(&actions_);
  }
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  // 0 or an error number.
  int Prepare(const std::string& folder, int stdout_end, int stderr_end) {
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    const short flags =  // NOLINT: as posix_spawnattr_setflags takes it
        POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
    int error = posix_spawnattr_setflags(&attributes_, flags);
    if (error == 0) error = posix_spawnattr_setpgroup(&attributes_, 0);
    if (error == 0) error = posix_spawnattr_setsigmask(&attributes_, &none);
    if (error == 0) error = posix_spawnattr_setsigdefault(&attributes_, &all);
    if (error == 0) error = posix_spawn_file_actions_addopen(&actions_, 0, "/dev/null", O_RDONLY, 0);
    if (error == 0) error = posix_spawn_file_actions_adddup2(&actions_, stdout_end, 1);
    if (error == 0) error = posix_spawn_file_actions_adddup2(&actions_, stderr_end, 2);
    if (error == 0) error = posix_spawn_file_actions_addclosefrom_np(&actions_, 3);
    if (error == 0 && !folder.empty()) error = posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str());
    return error;
  }

  const posix_spawnattr_t* attributes() const { return &attributes_; }
  const posix_spawn_file_actions_t* actions() const { return &actions_; }

 private:
  posix_spawnattr_t attributes_;
  posix_spawn_file_actions_t actions_;
};

// One of the child's two output streams. Never 0, 1 or 2 for our end of it: dup2 in the child would lose it.
struct Pipe {
  Descriptor ours, theirs;

  int Open() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return errno;
    ours.Reset(ends[0]);
    theirs.Reset(::fcntl(ends[1], F_DUPFD_CLOEXEC, 3));
    ::close(ends[1]);
    return theirs.get() < 0 ? errno : 0;
  }
};

class RunningProgram {
 public:
  explicit RunningProgram(const base::Clock& clock) : clock_(clock) {}
  ~RunningProgram() {
    if (pid_ > 0) KillAndReap();
  }
  RunningProgram(const RunningProgram&) = delete;
  RunningProgram& operator=(const RunningProgram&) = delete;

  absl::Status Start(const ProgramRun& run) {
    SpawnPlan plan;
    int error = output_.Open();
    if (error == 0) error = errors_.Open();
    if (error == 0) error = plan.Prepare(run.folder, output_.theirs.get(), errors_.theirs.get());
    std::vector<std::string> arguments = run.arguments, environment = CleanEnvironment();
    if (error == 0) {
      error = ::posix_spawnp(&pid_, arguments.front().c_str(), plan.actions(), plan.attributes(),
                             Pointers(arguments).data(), Pointers(environment).data());
    }
    output_.theirs.Close();
    errors_.theirs.Close();
    if (error != 0) {
      pid_ = -1;
      return base::ErrnoStatus(error, base::DisplayText(run.arguments.front()));
    }
    // Not by pidfd_open: glibc 2.36 declares it without C linkage.
    life_.Reset(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
    if (life_.get() < 0) return base::ErrnoStatus(errno, "pidfd_open");
    return absl::OkStatus();
  }

  // False where it still runs at `deadline`.
  bool AwaitEnd(int64_t deadline) {
    while (true) {
      std::array<pollfd, 3> waits = {pollfd{life_.get(), POLLIN, 0}, pollfd{output_.ours.get(), POLLIN, 0},
                                     pollfd{errors_.ours.get(), POLLIN, 0}};
      const int64_t left = deadline - clock_.MonotonicMicros();
      if (left <= 0) return false;
      // Rounded up: a wait of 0 would spin.
      const int64_t millis = std::min<int64_t>((left + 999) / 1000, 3'600'000);
      if (::poll(waits.data(), waits.size(), static_cast<int>(millis)) < 0 && errno != EINTR) return false;
      Drain(output_, waits[1].revents, nullptr);
      Drain(errors_, waits[2].revents, &said_);
      if (waits[0].revents != 0) return true;
    }
  }

  void TellGroup(int signal) const { ::kill(-pid_, signal); }

  // REQUIRES: AwaitEnd was true.
  ProgramEnd Reap() {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    DrainWhatIsThere();
    ProgramEnd end;
    if (WIFEXITED(status)) {
      end.exit_code = WEXITSTATUS(status);
    } else {
      end.signal = WTERMSIG(status);
    }
    end.last_error_line = LastLine();
    return end;
  }

 private:
  void KillAndReap() {
    TellGroup(SIGKILL);
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }

  static void Drain(Pipe& pipe, int events, std::string* kept) {
    if (events == 0) return;
    std::array<char, 65536> buffer;
    const ssize_t count = ::read(pipe.ours.get(), buffer.data(), buffer.size());
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
    if (count <= 0) return pipe.ours.Close();
    if (kept == nullptr) return;
    kept->append(buffer.data(), static_cast<size_t>(count));
    if (kept->size() > kMaxKept) kept->erase(0, kept->size() - kMaxKept);
  }

  // A child of the child may hold the other end for ever, and write without end: one look.
  void DrainWhatIsThere() {
    if (errors_.ours.get() < 0 || ::fcntl(errors_.ours.get(), F_SETFL, O_NONBLOCK) != 0) return;
    Drain(errors_, POLLIN, &said_);
  }

  std::string LastLine() const {
    std::string_view text = said_;
    const size_t end = text.find_last_not_of(" \t\r\n");
    if (end == std::string_view::npos) return "";
    text = text.substr(0, end + 1);
    const size_t begin = text.find_last_of("\r\n");
    return base::DisplayText(begin == std::string_view::npos ? text : text.substr(begin + 1), kMaxLine);
  }

  const base::Clock& clock_;
  Pipe output_, errors_;
  Descriptor life_;
  pid_t pid_ = -1;
  std::string said_;
};

}  // namespace

absl::StatusOr<ProgramEnd> RunProgram(const ProgramRun& run, const base::Clock& clock) {
  const int64_t deadline = clock.MonotonicMicros() + int64_t{run.timeout_s} * 1'000'000;
  RunningProgram program(clock);
  if (absl::Status status = program.Start(run); !status.ok()) return status;
  if (program.AwaitEnd(deadline)) return program.Reap();
  program.TellGroup(SIGTERM);
  program.AwaitEnd(clock.MonotonicMicros() + kGraceMicros);
  program.TellGroup(SIGKILL);
  return absl::DeadlineExceededError(absl::StrCat(base::DisplayText(run.arguments.front()), " did not end within ",
                                                  run.timeout_s, " s, and was ended"));
}

}  // namespace certsweep::replacer
