// Completion scripts for shells, out of what the command line's declarations say: commands, the options of a command,
// the words that an option takes, files where one takes a file. They run no program. Pure functions.
#ifndef CERTSWEEP_CLI_COMPLETION_SCRIPT_H_
#define CERTSWEEP_CLI_COMPLETION_SCRIPT_H_

#include <string>

#include "cli/command_description.h"

namespace certsweep::cli {

enum class Shell { kBash, kZsh, kFish };

std::string CompletionScript(Shell shell, const ProgramDescription& program);

// Each by itself.
std::string BashCompletion(const ProgramDescription& program);
std::string ZshCompletion(const ProgramDescription& program);
std::string FishCompletion(const ProgramDescription& program);

// Every command's name, a blank between two.
std::string CommandNames(const ProgramDescription& program);
// The words that a value of this kind is one of, the names of commands among them.
std::string WordsOf(const ValueKind& kind, const ProgramDescription& program);
// What all arguments of a command that belong to no option can be.
ValueKind ArgumentKind(const CommandDescription& command);
// 'text', whatever is in it, to bash and zsh.
std::string ShellQuote(std::string_view text);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_COMPLETION_SCRIPT_H_
