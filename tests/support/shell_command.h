// What other programs make of what we write: a command line of the shell, run to its end.
#ifndef CERTSWEEP_TESTS_SUPPORT_SHELL_COMMAND_H_
#define CERTSWEEP_TESTS_SUPPORT_SHELL_COMMAND_H_

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/support/check.h"

namespace certsweep::test {

struct ShellResult {
  int exit_code = -1;
  std::string output;  // standard output and standard error
};

inline ShellResult RunShell(const std::string& command) {
  FILE* pipe = ::popen(("{ " + command + "; } 2>&1").c_str(), "r");
  Check(pipe != nullptr, "no shell");
  ShellResult result;
  std::array<char, 4096> buffer;
  for (size_t count; (count = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
    result.output.append(buffer.data(), count);
  }
  const int status = ::pclose(pipe);
  if (WIFEXITED(status)) result.exit_code = WEXITSTATUS(status);
  return result;
}

inline bool HasOpenssl() { return RunShell("command -v openssl").exit_code == 0; }

}  // namespace certsweep::test

#endif  // CERTSWEEP_TESTS_SUPPORT_SHELL_COMMAND_H_
