#include "tests/integration/process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <thread>
#include <utility>

namespace certsweep::integration {

namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kPollInterval = std::chrono::milliseconds(5);
constexpr int kCouldNotStart = 127;

std::vector<char*> Pointers(const std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> OwnEnvironment() {
  std::vector<std::string> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) variables.emplace_back(*variable);
  return variables;
}

void Limit(__rlimit_resource_t resource, std::optional<rlim_t> most) {
  if (!most) return;
  const rlimit limit = {*most, *most};
  setrlimit(resource, &limit);
}

void Redirect(const std::string& path, int flags, int to) {
  const int descriptor = open(path.c_str(), flags, 0600);
  if (descriptor < 0 || dup2(descriptor, to) < 0) _exit(kCouldNotStart);
  close(descriptor);
}

}  // namespace

Process::Process(ProcessOptions options)
    : options_(std::move(options)),
      output_path_(options_.output.value_or(options_.folder + "/" + options_.name + ".out")),
      error_path_(options_.folder + "/" + options_.name + ".err") {
  std::vector<std::string> variables = OwnEnvironment();
  variables.insert(variables.end(), options_.environment.begin(), options_.environment.end());
  const std::vector<char*> environment = Pointers(variables);
  const std::vector<char*> words = Pointers(options_.command);
  pid_ = fork();
  if (pid_ == 0) Become(words, environment);
}

Process::~Process() {
  if (!IsRunning()) return;
  kill(pid_, SIGKILL);
  Reap(0);
}

// In the child: what is safe between fork and exec, and no more.
void Process::Become(const std::vector<char*>& words, const std::vector<char*>& environment) const {
  if (chdir(options_.folder.c_str()) != 0) _exit(kCouldNotStart);
  Redirect(options_.input, O_RDONLY, STDIN_FILENO);
  if (options_.output_descriptor >= 0) {
    dup2(options_.output_descriptor, STDOUT_FILENO);
  } else {
    Redirect(output_path_, O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO);
  }
  Redirect(error_path_, O_WRONLY | O_CREAT | O_TRUNC, STDERR_FILENO);
  close_range(3, ~0U, 0);
  for (const int signal : options_.ignored_signals) ::signal(signal, SIG_IGN);
  Limit(RLIMIT_FSIZE, options_.file_size_limit);
  Limit(RLIMIT_NOFILE, options_.descriptor_limit);
  Limit(RLIMIT_AS, options_.memory_limit);
  execve(words[0], words.data(), environment.data());
  _exit(kCouldNotStart);
}

void Process::Send(int signal) const {
  if (!exit_code_) kill(pid_, signal);
}

bool Process::Reap(int flags) {
  if (exit_code_) return true;
  int status = 0;
  if (wait4(pid_, &status, flags, &usage_) != pid_) return false;
  exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return true;
}

bool Process::IsRunning() { return pid_ > 0 && !Reap(WNOHANG); }

int Process::Wait(std::chrono::milliseconds limit) {
  const Clock::time_point deadline = Clock::now() + limit;
  while (!Reap(WNOHANG)) {
    if (Clock::now() > deadline) {
      kill(pid_, SIGKILL);
      Reap(0);
      return -1;
    }
    std::this_thread::sleep_for(kPollInterval);
  }
  return *exit_code_;
}

bool Process::WaitForOutput(const std::string& text, std::chrono::milliseconds limit) {
  const Clock::time_point deadline = Clock::now() + limit;
  while (Output().find(text) == std::string::npos) {
    if (Clock::now() > deadline || !IsRunning()) return Output().find(text) != std::string::npos;
    std::this_thread::sleep_for(kPollInterval);
  }
  return true;
}

std::string Process::Output() const { return ReadFile(output_path_); }

std::string Process::Errors() const { return ReadFile(error_path_); }

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void WriteFile(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
}

}  // namespace certsweep::integration
