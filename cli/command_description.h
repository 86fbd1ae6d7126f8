// What the command line's declarations say, for what is made of them: completion scripts and man pages. Pure functions;
// the descriptions own their text.
#ifndef CERTSWEEP_CLI_COMMAND_DESCRIPTION_H_
#define CERTSWEEP_CLI_COMMAND_DESCRIPTION_H_

#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace certsweep::cli {

// What a value can be (cli/option_adder.h).
struct ValueKind {
  std::vector<std::string> words = {};  // to be typed as they are
  bool path = false;
  bool host = false;
  bool command = false;

  bool empty() const { return words.empty() && !path && !host && !command; }
  friend bool operator==(const ValueKind&, const ValueKind&) = default;
};

// "FILE|DIR|system" -> a path, or the word "system".
ValueKind ParseValueKind(std::string_view text);

struct OptionDescription {
  std::vector<std::string> names = {};  // "-t", "--targets"; of an argument that belongs to no option its name
  std::string value = {};               // as the help shows it: "FILE|-"; empty: a flag
  ValueKind kind = {};
  bool repeated = false;
  std::string group = {};  // the title it stands under
  std::string help = {};   // one line
};

struct CommandDescription {
  std::string name = {};                // "scan"; of the program "certsweep"
  std::string about = {};               // one line
  std::vector<std::string> usage = {};  // without indentation
  std::vector<OptionDescription> arguments = {};
  std::vector<OptionDescription> options = {};  // in the order of the help
  std::string footer = {};                      // as the help shows it
};

struct ProgramDescription {
  CommandDescription program = {};
  std::vector<CommandDescription> commands = {};  // in the order of the help
};

// `root` has the commands as its subcommands.
ProgramDescription Describe(const CLI::App& root);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_COMMAND_DESCRIPTION_H_
