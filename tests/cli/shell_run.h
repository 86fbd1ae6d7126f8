// Runs a program of the machine in a folder of its own, for tests of what other programs make of ours.
#ifndef CERTSWEEP_TESTS_CLI_SHELL_RUN_H_
#define CERTSWEEP_TESTS_CLI_SHELL_RUN_H_

#include <string>
#include <vector>

#include "tests/support/temporary_folder.h"

namespace certsweep::cli {

class ShellRun {
 public:
  // Whether `program` is installed.
  static bool Has(const std::string& program);

  // What `command`, a line of sh, prints to either stream, by line; run in the folder.
  std::vector<std::string> Lines(const std::string& command) const;

  void Write(const std::string& name, const std::string& text) const { test::WriteWholeFile(folder_.Path(name), text); }

 private:
  test::TemporaryFolder folder_;
};

// What certsweep prints with these arguments, in this process; empty where it complains.
std::string Printed(const std::vector<std::string>& arguments);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_TESTS_CLI_SHELL_RUN_H_
