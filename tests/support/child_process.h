// ChildProcess: a function in a process of its own, for limits, rights, locks and deaths that must not be the test's.
// To be used while the test has one thread.
#ifndef CERTSWEEP_TESTS_SUPPORT_CHILD_PROCESS_H_
#define CERTSWEEP_TESTS_SUPPORT_CHILD_PROCESS_H_

#include <sys/types.h>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace certsweep::test {

// What the child has of its parent.
class ChildSide {
 public:
  ChildSide(int say, int hear) : say_(say), hear_(hear) {}
  // To the parent; a write that fails ends the child.
  void Say(std::string_view text) const;
  // Waits until the parent lets it go on, or has gone.
  void AwaitRelease() const;

 private:
  int say_, hear_;
};

class ChildProcess {
 public:
  // Runs `body` in a child, which then ends with exit code 0.
  explicit ChildProcess(const std::function<void(const ChildSide&)>& body);
  // Kills what still runs.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  // The next `size` bytes that the child says; fewer at its end.
  std::string Hear(size_t size);
  // All that it says until its end.
  std::string HearAll();
  void Release();
  void Kill();
  // True: it ended by itself, with exit code 0.
  bool Wait();

 private:
  pid_t pid_ = -1;
  int hear_ = -1, release_ = -1;
};

// Runs `body` in a child to its end and gives what it said; ends the test program if the child did not end well.
std::string InChild(const std::function<void(const ChildSide&)>& body);

// No file may grow beyond `bytes`, as with a full disk: EFBIG in place of a signal.
void LimitFileSize(size_t bytes);

// Gives up the rights of root, where the process has them.
void BecomeNobody();

}  // namespace certsweep::test

#endif  // CERTSWEEP_TESTS_SUPPORT_CHILD_PROCESS_H_
