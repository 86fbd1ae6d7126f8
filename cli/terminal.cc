#include "cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "engine/base/text.h"

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

bool LocaleHasUtf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string_view locale = Variable(name);
    if (locale.empty()) continue;  // as good as unset (POSIX, 8.2)
    // "de_DE.UTF-8@euro"; a name without a character set has that of its language, which is never this one.
    const std::string_view behind_dot = locale.substr(std::min(locale.find('.'), locale.size() - 1) + 1);
    const std::string_view charset = behind_dot.substr(0, behind_dot.find('@'));
    return base::EqualsIgnoreAsciiCase(charset, "UTF-8") || base::EqualsIgnoreAsciiCase(charset, "utf8");
  }
  return false;
}

}  // namespace certsweep::cli
