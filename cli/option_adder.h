// Declares options on a CLI11 command whose values are read by functions that return a Status.
#ifndef CERTSWEEP_CLI_OPTION_ADDER_H_
#define CERTSWEEP_CLI_OPTION_ADDER_H_

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "absl/status/status.h"
#include "engine/base/column_filter.h"

// CLI11's headers take longer to parse than most of the files that declare options: option_adder.cc has them.
namespace CLI {
class App;
}

namespace certsweep::cli {

// What takes one value of an option.
using TakeValue = std::function<absl::Status(const std::string& value)>;

// Takes a condition of `--where` to the others of `filters`.
TakeValue TakeWhere(std::vector<base::ColumnFilter>& filters);

// Takes a value that is not empty to the end of `out`.
TakeValue AppendTo(const char* option, std::vector<std::string>& out);

// The name that a value has in the help also says what it can be, to completion scripts: any of FILE, DIR, PATH, HOST,
// TARGET, RUN and COMMAND, or a word in lower case, to be typed as it is, joined by '|' ("FILE|DIR|system"). Other
// names ("N", "RFC3339") say nothing.
class OptionAdder {
 public:
  // `command` must outlive this object.
  explicit OptionAdder(CLI::App& command) : command_(command) {}

  // Options declared from now on stand under this title in the help.
  void Group(std::string title) { group_ = std::move(title); }

  // "-c,--concurrency N": one value; given twice, the last one counts. `kind` is what it can be, in the words above,
  // where its name does not say that.
  void Value(const std::string& names, const std::string& value_name, const std::string& help, TakeValue take,
             const std::string& kind = {});
  // May be given several times, one value each.
  void Repeated(const std::string& names, const std::string& value_name, const std::string& help, TakeValue take);
  void Text(const std::string& names, const std::string& value_name, const std::string& help, std::string& text);
  // One of `choices`, whose place becomes the value of `out`.
  template <class Enum>
    requires std::is_enum_v<Enum>
  void Choice(const std::string& names, const std::string& value_name, const std::string& help,
              const std::vector<std::string_view>& choices, Enum& out) {
    Choice(names, value_name, help, choices, [&out](int place) { out = static_cast<Enum>(place); });
  }
  void Choice(const std::string& names, const std::string& value_name, const std::string& help,
              const std::vector<std::string_view>& choices, std::function<void(int place)> take);
  void Flag(const std::string& names, const std::string& help, bool& flag);
  // The one argument that belongs to no option.
  void Argument(const std::string& name, const std::string& help, std::string& text);
  // All arguments that belong to no option. `kind`: as of Value.
  void Positional(const std::string& name, const std::string& help, TakeValue take, const std::string& kind = {});

 private:
  CLI::App& command_;
  std::string group_ = "Options";
};

// What a value is that is one of `words`: "table|jsonl|csv".
std::string KindOf(std::span<const std::string_view> words);

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

// Help as certsweep prints it: `usage` as it is, groups one blank line apart, `footer` at the end.
void SetHelp(CLI::App& command, std::string usage, std::string footer);

// The usage that `command` was given with its formatter.
std::string UsageOf(const CLI::App& command);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_OPTION_ADDER_H_
