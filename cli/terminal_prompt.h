// TerminalPrompt: asks for a secret on the terminal that the process was started from, whatever its standard streams
// are, without an echo. Whatever ends the question, the terminal is put back as it was: an answer, Ctrl-C, SIGTERM.
// Ctrl-Z and Ctrl-\ are taken as text while the echo is off. Thread-safe: one question at a time.
#ifndef CERTSWEEP_CLI_TERMINAL_PROMPT_H_
#define CERTSWEEP_CLI_TERMINAL_PROMPT_H_

#include <mutex>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/signals.h"
#include "engine/base/secret_text.h"

namespace certsweep::cli {

class TerminalPrompt {
 public:
  // `signals` must outlive it; the first question makes it stop gracefully. `terminal`: a path.
  explicit TerminalPrompt(SignalWatcher& signals, std::string terminal = "/dev/tty")
      : signals_(signals), terminal_(std::move(terminal)) {}

  // The line that is typed behind `question`, without its end; may be empty. It has as long as it takes. NotFound:
  // there is no terminal (cron, a service). Cancelled: a signal. OutOfRange: the end of input (Ctrl-D), or the terminal
  // has gone.
  absl::StatusOr<base::SecretText> Ask(std::string_view question);

  // A line for whoever is being asked.
  void Tell(std::string_view line);

 private:
  std::mutex mutex_;
  SignalWatcher& signals_;
  const std::string terminal_;
};

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_TERMINAL_PROMPT_H_
