// Declares options on a CLI11 command whose values are read by functions that return a Status.
#ifndef CERTSWEEP_CLI_OPTION_ADDER_H_
#define CERTSWEEP_CLI_OPTION_ADDER_H_

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace certsweep::cli {

// What takes one value of an option.
using TakeValue = std::function<absl::Status(const std::string& value)>;

class OptionAdder {
 public:
  // `command` must outlive this object.
  explicit OptionAdder(CLI::App& command) : command_(command) {}

  // Options declared from now on stand under this title in the help.
  void Group(std::string title) { group_ = std::move(title); }

  // "-c,--concurrency N": one value; given twice, the last one counts.
  void Value(const std::string& names, const std::string& value_name, const std::string& help, TakeValue take);
  // May be given several times, one value each.
  void Repeated(const std::string& names, const std::string& value_name, const std::string& help, TakeValue take);
  void Text(const std::string& names, const std::string& value_name, const std::string& help, std::string& text);
  void Flag(const std::string& names, const std::string& help, bool& flag);
  // All arguments that belong to no option.
  void Positional(const std::string& name, const std::string& help, TakeValue take);

 private:
  CLI::App& command_;
  std::string group_ = "Options";
};

// An option as it was given on the command line.
struct GivenOption {
  std::string name;   // the long one where there is one: "--port"; "TARGET" of a positional
  std::string group;  // the title it stands under in the help
  std::string value;  // "true" of a flag
  friend bool operator==(const GivenOption&, const GivenOption&) = default;
};

// What was given of `command`'s options, in the order in which they were declared; an option that was given several
// times is there as often. REQUIRES: `command` was parsed.
std::vector<GivenOption> GivenOptions(const CLI::App& command);

// Help as certsweep prints it: `usage` as it is, groups one blank line apart.
std::shared_ptr<CLI::Formatter> MakeHelpFormatter(std::string usage);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_OPTION_ADDER_H_
