// What a standard stream is connected to, whether text for it is coloured, and in which characters. Thread-safe.
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

// Whether text for people may have characters beyond ASCII: what the environment says of the character set, by LC_ALL,
// else LC_CTYPE, else LANG, as setlocale would take them; without calling it. A terminal is taken to agree.
bool LocaleHasUtf8();

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_TERMINAL_H_
