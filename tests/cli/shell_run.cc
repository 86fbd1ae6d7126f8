#include "tests/cli/shell_run.h"

#include <cstdio>
#include <sstream>
#include <variant>

#include "cli/command_line.h"

namespace certsweep::cli {

bool ShellRun::Has(const std::string& program) {
  return std::system(("command -v " + program + " >/dev/null 2>&1").c_str()) == 0;
}

std::vector<std::string> ShellRun::Lines(const std::string& command) const {
  // A home of its own: no start-up files, and nothing is written into the user's.
  const std::string line =
      "cd '" + folder_.path() + "' && export HOME=\"$PWD\" LC_ALL=C.UTF-8; { " + command + "\n} 2>&1";
  std::FILE* pipe = ::popen(line.c_str(), "r");
  test::Check(pipe != nullptr, "no pipe");
  std::string text;
  char buffer[4096];
  for (size_t size; (size = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) text.append(buffer, size);
  ::pclose(pipe);
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string each; std::getline(stream, each);) lines.push_back(each);
  return lines;
}

std::string Printed(const std::vector<std::string>& arguments) {
  const Invocation invocation = ParseCommandLine(arguments);
  const auto* print = std::get_if<PrintText>(&invocation);
  return print == nullptr ? std::string() : print->text;
}

}  // namespace certsweep::cli
