#include "cli/command_description.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "cli/option_adder.h"
#include "engine/base/text.h"

namespace certsweep::cli {

namespace {

bool IsWord(std::string_view text) {
  return !text.empty() && absl::ascii_islower(static_cast<unsigned char>(text[0])) &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-' || c == '_';
         });
}

std::string OneLine(const std::string& text) { return absl::StrReplaceAll(text, {{"\n", " "}}); }

std::vector<std::string> NamesOf(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.get_snames()) names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) names.push_back("--" + name);
  if (names.empty()) names.push_back(option.get_name(true));
  return names;
}

OptionDescription DescribeOption(const CLI::Option& option) {
  OptionDescription description{
      .names = NamesOf(option), .group = option.get_group(), .help = OneLine(option.get_description())};
  description.repeated = option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
  if (option.get_type_size() != 0) {
    description.kind = ParseValueKind(option.get_type_name());
    if (option.nonpositional()) description.value = option.get_option_text();
  }
  return description;
}

// Title by title, as the help does, the titles in the order in which they were declared.
std::vector<OptionDescription> DescribeOptions(const CLI::App& command) {
  std::vector<OptionDescription> options;
  for (const std::string& group : command.get_groups()) {
    for (const CLI::Option* option : command.get_options()) {
      if (option->nonpositional() && option->get_group() == group && !group.empty()) {
        options.push_back(DescribeOption(*option));
      }
    }
  }
  return options;
}

CommandDescription DescribeCommand(const CLI::App& command) {
  CommandDescription description{
      .name = command.get_name(), .about = OneLine(command.get_description()), .footer = command.get_footer()};
  for (const absl::string_view line : absl::StrSplit(UsageOf(command), '\n')) {
    description.usage.emplace_back(absl::StripAsciiWhitespace(line));
  }
  for (const CLI::Option* option : command.get_options()) {
    if (!option->nonpositional()) description.arguments.push_back(DescribeOption(*option));
  }
  description.options = DescribeOptions(command);
  return description;
}

}  // namespace

ValueKind ParseValueKind(std::string_view text) {
  ValueKind kind;
  for (const absl::string_view split : absl::StrSplit(base::ToAbsl(text), '|')) {
    const std::string_view part = base::ToStd(split);
    if (part == "FILE" || part == "DIR" || part == "PATH") kind.path = true;
    if (part == "HOST" || part == "TARGET") kind.host = true;
    if (part == "COMMAND") kind.command = true;
    // The names that a run has beside its number and date.
    if (part == "RUN") kind.words.insert(kind.words.end(), {"latest", "previous", "last-week"});
    if (IsWord(part)) kind.words.emplace_back(part);
  }
  return kind;
}

ProgramDescription Describe(const CLI::App& root) {
  ProgramDescription description{.program = DescribeCommand(root)};
  for (const CLI::App* command : root.get_subcommands([](const CLI::App*) { return true; })) {
    if (!command->get_group().empty()) description.commands.push_back(DescribeCommand(*command));
  }
  return description;
}

}  // namespace certsweep::cli
