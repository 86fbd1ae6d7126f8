// What a standard stream is connected to, and whether text for it is coloured. Thread-safe.
#ifndef CERTSWEEP_CLI_TERMINAL_H_
#define CERTSWEEP_CLI_TERMINAL_H_

#include <cstddef>

#include "cli/scan_options.h"

namespace certsweep::cli {

struct Terminal {
  bool is_terminal = false;
  size_t width = 0;  // columns; 0: not known, or no terminal

  friend bool operator==(const Terminal&, const Terminal&) = default;
};

Terminal TerminalOf(int descriptor);

// `color` as asked for; auto: on a terminal that can, unless NO_COLOR is set and not empty (no-color.org).
bool WantsColor(When color, const Terminal& terminal);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_TERMINAL_H_
