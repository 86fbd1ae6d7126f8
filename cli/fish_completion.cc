#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "cli/completion_script.h"

namespace certsweep::cli {

namespace {

// NAME: the program.
constexpr const char* kBegin = R"(# fish completion for NAME, printed by `NAME completion fish`.

# Whether the first word that is no option is this one; without an argument: whether there is none.
function __NAME_in
    for word in (commandline -opc)[2..-1]
        string match -q -- '-*' $word
        and continue
        test "$word" = "$argv[1]"
        return
    end
    test -z "$argv[1]"
end

complete -c NAME -f
)";

std::string FishQuote(const std::string& text) {
  return absl::StrCat("'", absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"'", "\\'"}}), "'");
}

// "complete -c certsweep -n '__certsweep_in scan'"
std::string In(const std::string& command, const ProgramDescription& program) {
  const std::string& name = program.program.name;
  const std::string condition = absl::StrCat("__", name, "_in", command.empty() ? "" : " ", command);
  return absl::StrCat("complete -c ", name, " -n '", condition, "'");
}

// " -F -a 'system'": what is offered for a value of this kind.
std::string Offer(const ValueKind& kind, const ProgramDescription& program) {
  std::string words = WordsOf(kind, program);
  if (kind.host) absl::StrAppend(&words, words.empty() ? "" : " ", "(__fish_print_hostnames)");
  return absl::StrCat(kind.path ? " -F" : " -f", words.empty() ? "" : absl::StrCat(" -a ", FishQuote(words)));
}

std::string LineOf(const OptionDescription& option, const std::string& in, const ProgramDescription& program) {
  std::string line = in;
  for (const std::string& name : option.names) {
    absl::StrAppend(&line, name[1] == '-' ? " -l " : " -s ", name.substr(name[1] == '-' ? 2 : 1));
  }
  if (!option.value.empty()) absl::StrAppend(&line, " -r", Offer(option.kind, program));
  return absl::StrCat(line, " -d ", FishQuote(option.help), "\n");
}

}  // namespace

std::string FishCompletion(const ProgramDescription& program) {
  const std::string in_none = In("", program);
  std::string text = absl::StrReplaceAll(kBegin, {{"NAME", program.program.name}});
  for (const CommandDescription& command : program.commands) {
    absl::StrAppend(&text, in_none, " -a ", command.name, " -d ", FishQuote(command.about), "\n");
  }
  for (const OptionDescription& option : program.program.options) text += LineOf(option, in_none, program);
  for (const CommandDescription& command : program.commands) {
    const std::string in = In(command.name, program);
    const ValueKind arguments = ArgumentKind(command);
    absl::StrAppend(&text, "\n");
    if (!arguments.empty()) absl::StrAppend(&text, in, Offer(arguments, program), "\n");
    for (const OptionDescription& option : command.options) text += LineOf(option, in, program);
  }
  return text;
}

}  // namespace certsweep::cli
