#include "cli/config_options.h"

#include "cli/option_adder.h"
#include "cli/option_values.h"

namespace certsweep::cli {

namespace {

constexpr const char* kUsage =
    "certsweep config check [OPTION]... [FILE]\n"
    "       certsweep config default";

constexpr const char* kFooter =
    "check reads FILE as `scan --config FILE` would, with the files that it names, and prints every\n"
    "key: what is in force, and whether that is the default or stands in which line. Without FILE\n"
    "these are the defaults. default prints a file that says the same as none, with what each key\n"
    "does: a place to start from.\n"
    "\n"
    "Exit codes: 0 the file is good; 2 usage, or something is wrong in it: all of it is told, with\n"
    "file and line; 4 the output could not be written; 130 interrupted.\n"
    "\n"
    "Examples:\n"
    "  certsweep config default > certsweep.toml\n"
    "  certsweep config check certsweep.toml\n"
    "  certsweep scan --config certsweep.toml -t estate.csv";

absl::Status Wrong(const char* message) { return absl::InvalidArgumentError(message); }

}  // namespace

void AddConfigOptions(CLI::App& command, ConfigArguments& arguments) {
  SetHelp(command, kUsage, kFooter);
  OptionAdder add(command);
  add.Positional("check|default|FILE", "what to do; check takes the FILE to read",
                 [&arguments](const std::string& value) {
                   if (value.empty()) return Wrong("FILE: is empty");
                   arguments.words.push_back(value);
                   return absl::OkStatus();
                 });
  add.Text("--config", "FILE", "The same as FILE", arguments.file);
  add.Value(
      "-f,--format", "FORMAT", "Of check: table or jsonl (default table)",
      [&arguments](const std::string& value) {
        const absl::StatusOr<int> choice = ParseChoice("--format", value, {"table", "jsonl"});
        if (choice.ok()) arguments.format = static_cast<ConfigFormat>(*choice);
        arguments.format_given = true;
        return choice.status();
      },
      "table|jsonl");
}

absl::Status SettleConfigArguments(ConfigArguments& arguments) {
  if (arguments.words.empty()) return Wrong("nothing to do: name check or default");
  const absl::StatusOr<int> action = ParseChoice("config", arguments.words[0], {"check", "default"});
  if (!action.ok()) return action.status();
  arguments.action = static_cast<ConfigAction>(*action);
  if (arguments.action == ConfigAction::kDefault) {
    const bool has_more = arguments.words.size() > 1 || !arguments.file.empty() || arguments.format_given;
    return has_more ? Wrong("default takes neither a file nor options") : absl::OkStatus();
  }
  if (arguments.words.size() + (arguments.file.empty() ? 0 : 1) > 2) return Wrong("check takes one file");
  if (arguments.words.size() == 2) arguments.file = arguments.words[1];
  return absl::OkStatus();
}

}  // namespace certsweep::cli
