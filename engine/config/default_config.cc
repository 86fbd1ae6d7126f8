#include "engine/config/default_config.h"

#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "engine/base/text.h"
#include "engine/config/section.h"

namespace certsweep::config {

namespace {

constexpr std::string_view kHead =
    "certsweep.toml: what certsweep does by default. Printed by `certsweep config default`; read where\n"
    "--config names it, and nowhere else. A key in a comment is off, and its value an example. Paths are\n"
    "relative to the folder of this file. `certsweep config check FILE` says what is in force.";

void AppendComment(std::string_view comment, std::string* text) {
  for (const absl::string_view line : absl::StrSplit(base::ToAbsl(comment), '\n')) {
    absl::StrAppend(text, "# ", line, "\n");
  }
}

void AppendSetting(const Setting& setting, std::string* text) {
  *text += '\n';
  const absl::string_view kinds = base::ToAbsl(setting.kinds);
  AppendComment(absl::StrCat(kinds, kinds.empty() ? "" : ": ", base::ToAbsl(setting.comment)), text);
  absl::StrAppend(text, setting.is_on ? "" : "# ", base::ToAbsl(setting.key), " = ", base::ToAbsl(setting.value), "\n");
}

}  // namespace

std::string DefaultConfigText() {
  std::string text;
  AppendComment(kHead, &text);
  for (const Section* section : Sections()) {
    text += '\n';
    AppendComment(section->comment, &text);
    // One that may come several times does not come by default.
    absl::StrAppend(&text, section->comes_once() ? "" : "# ", section->Header(section->example), "\n");
    for (const Setting& setting : section->settings) AppendSetting(setting, &text);
  }
  return text;
}

}  // namespace certsweep::config
