// ProcessTree: a program and every process that comes of it, daemons that went their own way too, so that all of them
// can be ended. They end with this object, and when the thread that started it ends, however that happens: a process of
// ours, the keeper, stands between (prctl(2): PR_SET_CHILD_SUBREAPER, PR_SET_PDEATHSIG). Not thread-safe.
#ifndef CERTSWEEP_BENCH_LAB_PROCESS_TREE_H_
#define CERTSWEEP_BENCH_LAB_PROCESS_TREE_H_

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace certsweep::lab {

struct Program {
  std::vector<std::string> arguments;  // the program's path first
  std::string log;                     // a path: what it prints is added to this file, made 0600 where it is missing
};

class ProcessTree {
 public:
  // Without standard input, in a session of its own (Ctrl-C is not for it), with our environment and none of our files.
  // Errors are of the log file and of fork(2). A program that can't be run ends at once, with 127.
  static absl::StatusOr<std::unique_ptr<ProcessTree>> Start(const Program& program);
  ~ProcessTree();
  ProcessTree(const ProcessTree&) = delete;
  ProcessTree& operator=(const ProcessTree&) = delete;

  // Until the program itself has ended; whatever else came of it is then ended too.
  bool IsRunning();
  // Waits for the program's end, and gives its exit code, or 128 + the signal that ended it.
  int Wait();
  // Kills all processes and waits until they are gone, as a power cut does. Once is enough.
  void Stop();

 private:
  explicit ProcessTree(pid_t keeper) : keeper_(keeper) {}
  bool Reap(int flags);

  pid_t keeper_;  // -1: it was waited for
  int exit_code_ = -1;
};

// Runs a program to its end. Internal, with the last line of its log, where it does not end with 0.
absl::Status RunToEnd(const Program& program);

// "(nothing was said)" where the log has none.
std::string LastLine(const std::string& log);

}  // namespace certsweep::lab

#endif  // CERTSWEEP_BENCH_LAB_PROCESS_TREE_H_
