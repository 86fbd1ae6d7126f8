// Runs a program to its end and hears what it says, with a deadline. Thread-safe.
#ifndef CERTSWEEP_REPLACER_ISSUER_PROGRAM_RUN_H_
#define CERTSWEEP_REPLACER_ISSUER_PROGRAM_RUN_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/clock.h"

namespace certsweep::replacer {

struct ProgramRun {
  std::vector<std::string> arguments;  // the program first: a path, or a name that PATH has
  std::string folder;                  // it is run in
  int timeout_s = 300;
};

struct ProgramEnd {
  std::optional<int> exit_code;  // none: it was ended by a signal
  int signal = 0;
  std::string last_error_line;  // of stderr; can be shown; empty: it said nothing
};

// Without a shell; standard input is empty; in a process group of its own; with no file of ours open and nothing of our
// environment but PATH, HOME, LANG and TMPDIR. Of what it prints the end is kept (64 KiB), however much it is.
// DeadlineExceeded where it did not end in time: its group gets SIGTERM, and SIGKILL two seconds later. NotFound,
// PermissionDenied ... where it can't be started, with its name.
absl::StatusOr<ProgramEnd> RunProgram(const ProgramRun& run, const base::Clock& clock);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_ISSUER_PROGRAM_RUN_H_
