#include "cli/manual_options.h"

#include "cli/option_adder.h"
#include "cli/option_values.h"

namespace certsweep::cli {

namespace {

constexpr const char* kCompletionFooter =
    "What it prints completes commands, options, the words that an option takes, and file names.\n"
    "It needs no program to run while you type, and goes where the shell looks for it:\n"
    "  bash  /etc/bash_completion.d/certsweep, or source it in ~/.bashrc\n"
    "  zsh   a file _certsweep in a folder of $fpath, or source it in ~/.zshrc after compinit\n"
    "  fish  ~/.config/fish/completions/certsweep.fish\n"
    "\n"
    "Exit codes: 0 printed; 2 usage; 4 the output could not be written; 130 its reader has gone.\n"
    "\n"
    "Examples:\n"
    "  certsweep completion bash > certsweep.bash\n"
    "  certsweep completion zsh > _certsweep\n"
    "  certsweep completion fish > certsweep.fish";

constexpr const char* kManFooter =
    "Prints the manual page of a command, or of certsweep itself, as man reads it: the text of\n"
    "--help, set for man.\n"
    "\n"
    "Exit codes: 0 printed; 2 usage; 4 the output could not be written; 130 its reader has gone.\n"
    "\n"
    "Examples:\n"
    "  certsweep man scan > certsweep-scan.1\n"
    "  certsweep man --output man1";

}  // namespace

void AddCompletionOptions(CLI::App& command, CompletionArguments& arguments) {
  SetHelp(command, "certsweep completion bash|zsh|fish", kCompletionFooter);
  OptionAdder(command).Argument("bash|zsh|fish", "the shell", arguments.name);
}

void AddManOptions(CLI::App& command, ManArguments& arguments) {
  SetHelp(command, "certsweep man [COMMAND]\n       certsweep man --output DIR", kManFooter);
  OptionAdder add(command);
  add.Argument("COMMAND", "the command; without it the page of certsweep itself", arguments.command);
  add.Text("-o,--output", "DIR", "Write the pages of all commands into this folder,\nwhich is made where it is missing",
           arguments.folder);
}

absl::Status SettleCompletionArguments(CompletionArguments& arguments) {
  if (arguments.name.empty()) return absl::InvalidArgumentError("no shell given: name bash, zsh or fish");
  const absl::StatusOr<int> shell = ParseChoice("completion", arguments.name, {"bash", "zsh", "fish"});
  if (shell.ok()) arguments.shell = static_cast<Shell>(*shell);
  return shell.status();
}

absl::Status SettleManArguments(const ManArguments& arguments) {
  if (arguments.command.empty() || arguments.folder.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError("--output writes the pages of all commands: name none");
}

}  // namespace certsweep::cli
