#include "tests/support/terminal_session.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <utility>

#include "tests/support/check.h"

namespace certsweep::test {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience(60);
constexpr int kGlanceMillis = 20;

int Become(const std::vector<std::string>& command, const std::string& folder) {
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  if (chdir(folder.c_str()) == 0) execv(words[0], words.data());
  return 127;
}

}  // namespace

TerminalSession::TerminalSession(const std::function<int()>& body) {
  std::array<char, 128> name{};
  pid_ = forkpty(&terminal_, name.data(), nullptr, nullptr);
  Check(pid_ >= 0, "no pseudo-terminal");
  if (pid_ == 0) {
    alarm(120);
    _exit(body());
  }
  held_ = open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC);
}

TerminalSession::TerminalSession(const std::vector<std::string>& command, const std::string& folder)
    : TerminalSession([&] { return Become(command, folder); }) {}

TerminalSession::~TerminalSession() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  close(held_);
  close(terminal_);
}

bool TerminalSession::Read(int milliseconds) {
  pollfd ready = {.fd = terminal_, .events = POLLIN, .revents = 0};
  if (poll(&ready, 1, milliseconds) <= 0) return true;
  std::array<char, 4096> buffer;
  const ssize_t count = read(terminal_, buffer.data(), buffer.size());
  if (count > 0) shown_.append(buffer.data(), static_cast<size_t>(count));
  return count > 0;
}

bool TerminalSession::Await(std::string_view text) {
  const auto end = steady_clock::now() + kPatience;
  while (true) {
    const size_t place = shown_.find(text, awaited_);
    if (place != std::string::npos) {
      awaited_ = place + text.size();
      return true;
    }
    if (steady_clock::now() > end || !Read(kGlanceMillis)) return false;
  }
}

void TerminalSession::Type(std::string_view keys) const {
  Check(write(terminal_, keys.data(), keys.size()) == static_cast<ssize_t>(keys.size()), "typing");
}

void TerminalSession::Send(int signal) const { kill(pid_, signal); }

bool TerminalSession::Echoes() const {
  termios modes{};
  Check(tcgetattr(held_, &modes) == 0, "modes of the terminal");
  return (modes.c_lflag & ECHO) != 0;
}

int TerminalSession::Wait() {
  const auto end = steady_clock::now() + kPatience;
  int status = 0;
  pid_t ended = 0;
  // What it writes has to be taken, or it would never end.
  while ((ended = waitpid(pid_, &status, WNOHANG)) == 0 && steady_clock::now() < end) Read(kGlanceMillis);
  if (ended != pid_) return -1;
  pid_ = -1;
  for (size_t before = shown_.size() + 1; before != shown_.size();) {
    before = shown_.size();
    Read(0);
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace certsweep::test
