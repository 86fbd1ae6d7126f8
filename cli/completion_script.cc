#include "cli/completion_script.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "engine/base/text.h"

namespace certsweep::cli {

std::string CompletionScript(Shell shell, const ProgramDescription& program) {
  if (shell == Shell::kBash) return BashCompletion(program);
  if (shell == Shell::kZsh) return ZshCompletion(program);
  return FishCompletion(program);
}

std::string CommandNames(const ProgramDescription& program) {
  return absl::StrJoin(program.commands, " ",
                       [](std::string* out, const CommandDescription& command) { *out += command.name; });
}

std::string WordsOf(const ValueKind& kind, const ProgramDescription& program) {
  std::vector<std::string> words = kind.words;
  if (kind.command) words.push_back(CommandNames(program));
  return absl::StrJoin(words, " ");
}

ValueKind ArgumentKind(const CommandDescription& command) {
  ValueKind all;
  for (const OptionDescription& argument : command.arguments) {
    all.words.insert(all.words.end(), argument.kind.words.begin(), argument.kind.words.end());
    all.path |= argument.kind.path;
    all.host |= argument.kind.host;
    all.command |= argument.kind.command;
  }
  return all;
}

std::string ShellQuote(std::string_view text) {
  return absl::StrCat("'", absl::StrReplaceAll(base::ToAbsl(text), {{"'", "'\\''"}}), "'");
}

}  // namespace certsweep::cli
