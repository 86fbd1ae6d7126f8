// Process: a program of its own, as a shell would start it, for tests of whole programs. Its output goes to files, so a
// test never has to pump pipes. Not thread-safe.
#ifndef CERTSWEEP_TESTS_INTEGRATION_PROCESS_H_
#define CERTSWEEP_TESTS_INTEGRATION_PROCESS_H_

#include <sys/resource.h>
#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace certsweep::integration {

struct ProcessOptions {
  std::vector<std::string> command = {};                  // the program's path first
  std::string folder = {};                                // where it runs, and where its output is kept
  std::string name = "process";                           // of the files of its output: NAME.out, NAME.err
  std::string input = "/dev/null";                        // a path
  std::optional<std::string> output = std::nullopt;       // a path in place of NAME.out
  int output_descriptor = -1;                             // in place of both
  std::optional<rlim_t> file_size_limit = std::nullopt;   // RLIMIT_FSIZE, in bytes
  std::optional<rlim_t> descriptor_limit = std::nullopt;  // RLIMIT_NOFILE, hard and soft
  std::optional<rlim_t> memory_limit = std::nullopt;      // RLIMIT_AS, in bytes
  std::vector<int> ignored_signals = {};                  // as nohup does
  std::vector<std::string> environment = {};              // NAME=VALUE beside our own
};

class Process {
 public:
  explicit Process(ProcessOptions options);
  // Kills it where it still runs.
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return pid_; }
  void Send(int signal) const;
  bool IsRunning();
  // Its exit code, 128 + the signal that ended it, or -1 where it did not end in time (it is killed then).
  int Wait(std::chrono::milliseconds limit = std::chrono::seconds(60));
  // Whether `text` stands in its standard output within `limit`.
  bool WaitForOutput(const std::string& text, std::chrono::milliseconds limit = std::chrono::seconds(30));

  std::string Output() const;
  std::string Errors() const;
  // Peak resident set in bytes, of a process that was waited for.
  long peak_resident_bytes() const { return usage_.ru_maxrss * 1024L; }

 private:
  [[noreturn]] void Become(const std::vector<char*>& words, const std::vector<char*>& environment) const;
  bool Reap(int flags);

  const ProcessOptions options_;
  const std::string output_path_;
  const std::string error_path_;
  pid_t pid_ = -1;
  std::optional<int> exit_code_;
  rusage usage_{};
};

std::string ReadFile(const std::string& path);
void WriteFile(const std::string& path, const std::string& content);

}  // namespace certsweep::integration

#endif  // CERTSWEEP_TESTS_INTEGRATION_PROCESS_H_
