// TerminalSession: a process of its own on a pseudo-terminal, which is its controlling one, and the person before it.
// To be used while the test has one thread.
#ifndef CERTSWEEP_TESTS_SUPPORT_TERMINAL_SESSION_H_
#define CERTSWEEP_TESTS_SUPPORT_TERMINAL_SESSION_H_

#include <sys/types.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace certsweep::test {

class TerminalSession {
 public:
  // Runs `body` there; its standard streams are the terminal. It ends with what `body` returns.
  explicit TerminalSession(const std::function<int()>& body);
  // Runs a program, its path first, in `folder`.
  TerminalSession(const std::vector<std::string>& command, const std::string& folder);
  // Kills what still runs.
  ~TerminalSession();
  TerminalSession(const TerminalSession&) = delete;
  TerminalSession& operator=(const TerminalSession&) = delete;

  // Whether `text` is shown behind what was awaited before, within 60 seconds.
  bool Await(std::string_view text);
  void Type(std::string_view keys) const;
  void Send(int signal) const;
  // Whether what is typed is shown; also when the process has ended.
  bool Echoes() const;
  // Its exit code, or 128 and the signal that ended it; -1 where it does not end within 60 seconds.
  int Wait();
  // All that was shown so far.
  const std::string& shown() const { return shown_; }

 private:
  // Takes what is there, after waiting for some. False: the end.
  bool Read(int milliseconds);

  int terminal_ = -1, held_ = -1;  // the person's side; the process's, so that it outlives that
  pid_t pid_ = -1;
  std::string shown_;
  size_t awaited_ = 0;
};

}  // namespace certsweep::test

#endif  // CERTSWEEP_TESTS_SUPPORT_TERMINAL_SESSION_H_
