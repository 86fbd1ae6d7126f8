#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "cli/completion_script.h"

namespace certsweep::cli {

namespace {

// NAME: the program. A kind is offered beside the words that follow it.
constexpr const char* kBegin = R"(#compdef NAME
# zsh completion for NAME, printed by `NAME completion zsh`.

_NAME_offer() {
  local kinds=$1 ret=1
  shift
  (($# > 0)) && compadd -- "$@" && ret=0
  [[ $kinds == *path* ]] && _files && ret=0
  [[ $kinds == *host* ]] && _hosts && ret=0
  return ret
}

_NAME() {
  local curcontext=$curcontext state line ret=1
  local -A opt_args
)";

constexpr const char* kEnd = R"(      esac
      ;;
  esac
  return ret
}

if [[ $funcstack[1] == _NAME ]]; then
  _NAME "$@"
else
  compdef _NAME NAME
fi
)";

// Text in brackets or between colons of _arguments and _describe.
std::string Escaped(const std::string& text) {
  return absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"[", "\\["}, {"]", "\\]"}, {":", "\\:"}});
}

// ":MESSAGE: _certsweep_offer KINDS WORD..."
std::string Action(const std::string& message, const ValueKind& kind, const ProgramDescription& program) {
  const absl::string_view kinds = kind.path && kind.host ? "path,host" : kind.path ? "path" : kind.host ? "host" : "-";
  const std::string words = WordsOf(kind, program);
  const std::string action =
      kind.empty() ? std::string(" ")
                   : absl::StrCat(" _", program.program.name, "_offer ", kinds, words.empty() ? "" : " ", words);
  return absl::StrCat(":", Escaped(message), ":", action);
}

std::string SpecOf(const OptionDescription& option, const ProgramDescription& program) {
  const std::string help = absl::StrCat("[", Escaped(option.help), "]",
                                        option.value.empty() ? "" : Action(option.value, option.kind, program));
  std::vector<std::string> names = option.names;
  // The value of a long option may follow "=", that of a short one at once.
  if (!option.value.empty()) {
    for (std::string& name : names) name += name[1] == '-' ? "=" : "+";
  }
  const std::string before = option.repeated    ? "*"
                             : names.size() > 1 ? absl::StrCat("(", absl::StrJoin(option.names, " "), ")")
                                                : "";
  if (names.size() == 1) return ShellQuote(before + names[0] + help);
  return absl::StrCat(before.empty() ? "" : ShellQuote(before), "{", absl::StrJoin(names, ","), "}", ShellQuote(help));
}

std::string Arguments(const CommandDescription& command, const std::string& indent, const ProgramDescription& program) {
  std::string text;
  for (const OptionDescription& option : command.options) {
    absl::StrAppend(&text, " \\\n", indent, "  ", SpecOf(option, program));
  }
  return text;
}

std::string CaseOf(const CommandDescription& command, const ProgramDescription& program) {
  std::string text = absl::StrCat("        ", command.name, ")\n          _arguments -s -S",
                                  Arguments(command, "          ", program));
  if (!command.arguments.empty()) {
    absl::StrAppend(&text, " \\\n            ",
                    ShellQuote("*" + Action(command.arguments[0].names[0], ArgumentKind(command), program)));
  }
  return text + " && ret=0\n          ;;\n";
}

}  // namespace

std::string ZshCompletion(const ProgramDescription& program) {
  const std::string& name = program.program.name;
  std::string text = absl::StrReplaceAll(kBegin, {{"NAME", name}});
  absl::StrAppend(&text, "  local -a commands=(\n");
  for (const CommandDescription& command : program.commands) {
    absl::StrAppend(&text, "    ", ShellQuote(absl::StrCat(command.name, ":", Escaped(command.about))), "\n");
  }
  absl::StrAppend(&text, "  )\n  _arguments -C", Arguments(program.program, "  ", program),
                  " \\\n    '1:command:->command' '*::argument:->argument' && ret=0\n", "  case $state in\n",
                  "    command) _describe -t commands command commands && ret=0 ;;\n",
                  "    argument)\n      case $words[1] in\n");
  for (const CommandDescription& command : program.commands) text += CaseOf(command, program);
  return text + absl::StrReplaceAll(kEnd, {{"NAME", name}});
}

}  // namespace certsweep::cli
