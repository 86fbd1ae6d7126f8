// What can be seen of processes from outside: their arguments and environments while they run, and, by who may, their
// memory.
#ifndef CERTSWEEP_TESTS_INTEGRATION_PROCESS_WATCH_H_
#define CERTSWEEP_TESTS_INTEGRATION_PROCESS_WATCH_H_

#include <sys/types.h>

#include <set>
#include <string>
#include <vector>

#include "tests/integration/appliance_watch.h"

namespace certsweep::integration {

// Looks at all processes below this one every 2 ms: arguments, environments, limits. Read them when it has been
// stopped.
class ProcessWatch {
 public:
  ProcessWatch();

  void Stop() { watch_.Stop(); }
  int looks() const { return looks_; }
  const std::set<pid_t>& processes() const { return processes_; }
  const std::set<std::string>& arguments() const { return arguments_; }
  const std::set<std::string>& environments() const { return environments_; }

 private:
  void Look(pid_t process);

  int looks_ = 0;
  std::set<pid_t> processes_;
  std::set<std::string> arguments_, environments_;
  Watch watch_;
};

// The processes that `process` started, of all its threads, and that still run.
std::vector<pid_t> Children(pid_t process);

// Those of `needles` that stand somewhere in the memory of `process`. `read` counts the bytes that were looked at; 0
// where this process may not.
std::vector<std::string> FoundInMemory(pid_t process, const std::vector<std::string>& needles, size_t& read);

}  // namespace certsweep::integration

#endif  // CERTSWEEP_TESTS_INTEGRATION_PROCESS_WATCH_H_
