#include "cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace certsweep::cli {

namespace {

std::string_view Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

}  // namespace

Terminal TerminalOf(int descriptor) {
  if (isatty(descriptor) != 1) return {};
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) return {.is_terminal = true, .width = 0};
  return {.is_terminal = true, .width = size.ws_col};
}

bool WantsColor(When color, const Terminal& terminal) {
  if (color != When::kAuto) return color == When::kAlways;
  return terminal.is_terminal && Variable("NO_COLOR").empty() && Variable("TERM") != "dumb";
}

}  // namespace certsweep::cli
