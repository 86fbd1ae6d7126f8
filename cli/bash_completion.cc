#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "cli/completion_script.h"

namespace certsweep::cli {

namespace {

// NAME: the program. bash makes words of their own out of "=" and, in "host:port", ":".
constexpr const char* kBegin = R"(# bash completion for NAME, printed by `NAME completion bash`.
_NAME() {
  local current=${COMP_WORDS[COMP_CWORD]} previous='' command='' options='' words='' kinds='' word line
  local -i i
  if ((COMP_CWORD > 0)); then previous=${COMP_WORDS[COMP_CWORD - 1]}; fi
  if [[ $current == '=' ]]; then
    current=''
  elif [[ $previous == '=' ]] && ((COMP_CWORD > 1)); then
    previous=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for ((i = 1; i < COMP_CWORD; ++i)); do
    word=${COMP_WORDS[i]}
    if [[ $word != -* ]]; then
      command=$word
      break
    fi
  done
  COMPREPLY=()
  case $command in
)";

constexpr const char* kEnd = R"(    *) return ;;
  esac
  if [[ $current == -* && -n $options ]]; then
    words=$options kinds=''
  fi
  while IFS= read -r line; do
    COMPREPLY+=("$line")
  done < <(compgen -W "$words" -- "$current")
  if [[ $kinds == *path* ]]; then
    while IFS= read -r line; do
      COMPREPLY+=("$line")
    done < <(compgen -f -- "$current")
    compopt -o filenames 2>/dev/null
  fi
  if [[ $kinds == *host* ]]; then
    while IFS= read -r line; do
      COMPREPLY+=("$line")
    done < <(compgen -A hostname -- "$current")
  fi
}
complete -F _NAME NAME
)";

// What is offered for a value of this kind, as assignments.
std::string Offer(const ValueKind& kind, const ProgramDescription& program) {
  const absl::string_view kinds = kind.path && kind.host ? "path,host" : kind.path ? "path" : kind.host ? "host" : "";
  return absl::StrCat("words=", ShellQuote(WordsOf(kind, program)), " kinds='", kinds, "'");
}

std::string AllOptions(const CommandDescription& command) {
  return absl::StrJoin(command.options, " ", [](std::string* out, const OptionDescription& option) {
    absl::StrAppend(out, absl::StrJoin(option.names, " "));
  });
}

// After an option that takes a value nothing else is offered.
std::string CaseOf(const CommandDescription& command, const std::string& name, const ValueKind& arguments,
                   const ProgramDescription& program) {
  std::string text = absl::StrCat("    ", name, ")\n      case $previous in\n");
  for (const OptionDescription& option : command.options) {
    if (option.value.empty()) continue;
    absl::StrAppend(&text, "        ", absl::StrJoin(option.names, " | "), ") ", Offer(option.kind, program), " ;;\n");
  }
  absl::StrAppend(&text, "        *) options=", ShellQuote(AllOptions(command)), " ", Offer(arguments, program),
                  " ;;\n      esac\n      ;;\n");
  return text;
}

}  // namespace

std::string BashCompletion(const ProgramDescription& program) {
  std::string cases = CaseOf(program.program, "''", {.command = true}, program);
  for (const CommandDescription& command : program.commands) {
    cases += CaseOf(command, command.name, ArgumentKind(command), program);
  }
  return absl::StrCat(absl::StrReplaceAll(kBegin, {{"NAME", program.program.name}}), cases,
                      absl::StrReplaceAll(kEnd, {{"NAME", program.program.name}}));
}

}  // namespace certsweep::cli
