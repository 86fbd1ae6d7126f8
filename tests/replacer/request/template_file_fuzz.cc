// What is read out of a template stands on a line of it, says the same when it is written again, and what it asks for
// is told in lines that a terminal can show.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/base/text.h"
#include "replacer/request/csr_template.h"
#include "replacer/request/template_file.h"

namespace {

namespace base = certsweep::base;
namespace replacer = certsweep::replacer;

void Require(bool condition) {
  if (!condition) std::abort();
}

void RequireLine(std::string_view text) {
  Require(!text.empty() && text.find('\n') == std::string_view::npos && base::IsValidUtf8(text));
}

// In quotes, where nothing but quotes and backslashes means anything; line ends are written between them.
std::string Escaped(std::string_view value) {
  std::string out = "\"";
  for (const char c : value) {
    if (c == '\n' || c == '\r') {
      out += c == '\n' ? "\"\\n\"" : "\"\\r\"";
    } else {
      if (c == '"' || c == '\\') out.push_back('\\');
      out.push_back(c);
    }
  }
  return out + "\"";
}

// Characters that are repaired or mean something in a name or at the start of a line; they are not written again.
bool IsPlain(std::string_view text) {
  return !text.empty() && text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-") ==
                              std::string_view::npos;
}

void RequireSameAgain(const replacer::TemplateFile& file) {
  for (const replacer::TemplateSection& section : file.sections()) {
    for (const replacer::TemplateEntry& entry : section.entries) {
      const std::string& value = entry.value.text;
      const bool ascii =
          std::all_of(value.begin(), value.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
      // Escapes make a value longer, and it has a bound of its own.
      if (!IsPlain(entry.name) || entry.name.front() == '.' || !ascii || value.size() > 30000) continue;
      const auto again = replacer::TemplateFile::Parse(absl::StrCat("[s]\n", entry.name, " = ", Escaped(value)));
      Require(again.ok() && again->notices().empty());
      const replacer::TemplateEntry* found = again->Find("s", entry.name);
      Require(found != nullptr && found->line == 2 && found->value.problem.empty() && found->value.text == value);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const int lines = static_cast<int>(std::count(text.begin(), text.end(), '\n')) + 1;
  const auto file = replacer::TemplateFile::Parse(text);
  if (!file.ok()) {
    RequireLine(base::ToStd(file.status().message()));
    return 0;
  }
  for (const replacer::TemplateNotice& notice : file->notices()) {
    Require(notice.line > 0 && notice.line <= lines);
    RequireLine(notice.text);
  }
  for (const replacer::TemplateSection& section : file->sections()) {
    for (const replacer::TemplateEntry& entry : section.entries) Require(entry.line > 0 && entry.line <= lines);
  }
  RequireSameAgain(*file);
  const auto csr_template = replacer::ParseCsrTemplate(text);
  if (!csr_template.ok()) {
    RequireLine(base::ToStd(csr_template.status().message()));
    return 0;
  }
  for (const replacer::TemplateNotice& notice : csr_template->notices) RequireLine(notice.text);
  return 0;
}
