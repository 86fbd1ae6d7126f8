#include "replacer/request/template_file.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/text.h"
#include "replacer/request/template_lines.h"

namespace certsweep::replacer {
namespace {

constexpr std::string_view kDefaultSection = "default";
constexpr size_t kMaxValues = size_t{16} << 20;

// Whether `line` is the directive `name` (".include PATH", ".include = PATH"), and what stands behind it.
bool TakeDirective(std::string_view line, std::string_view name, std::string_view* rest) {
  if (!line.starts_with(name)) return false;
  line.remove_prefix(name.size());
  *rest = TrimBlanks(line);
  const bool is_blank = rest->size() < line.size() || line.empty();
  if (!is_blank && !line.starts_with('=')) return false;
  if (rest->starts_with('=')) *rest = TrimBlanks(rest->substr(1));
  return true;
}

}  // namespace

// Takes the lines one by one; what was read above is what variables see.
class TemplateFileReader {
 public:
  absl::StatusOr<TemplateFile> Read(std::string_view text) {
    absl::StatusOr<std::vector<TemplateLine>> lines = ReadTemplateLines(text, &file_.notices_);
    if (!lines.ok()) return lines.status();
    for (const TemplateLine& line : *lines) {
      if (absl::Status status = TakeLine(line); !status.ok()) return status;
      if (size_ > kMaxValues) return ErrorAtLine(line.number, "variables make more than 16 MiB of this file");
    }
    for (TemplateSection& section : file_.sections_) {
      std::erase_if(section.entries, [](const TemplateEntry& entry) { return entry.line == 0; });
    }
    std::erase_if(file_.sections_,
                  [](const TemplateSection& s) { return s.name == kDefaultSection && s.entries.empty(); });
    SortByLine(file_.notices_);
    return std::move(file_);
  }

 private:
  using Places = std::map<std::string, size_t, std::less<>>;

  void Tell(int line, std::string text) { file_.notices_.push_back({line, std::move(text)}); }

  absl::Status TakeLine(const TemplateLine& line) {
    std::string_view rest;
    if (line.text[0] == '[') {
      TakeHeader(line);
    } else if (TakeDirective(line.text, ".include", &rest)) {
      return ErrorAtLine(line.number, ".include is not followed: put what that file says into this one");
    } else if (TakeDirective(line.text, ".pragma", &rest)) {
      if (rest.starts_with("dollarid")) return ErrorAtLine(line.number, ".pragma dollarid is not understood");
      Tell(line.number, ".pragma is left out");
    } else {
      TakeEntry(line);
    }
    return absl::OkStatus();
  }

  void TakeHeader(const TemplateLine& line) {
    const size_t end = line.text.find(']');
    if (end == std::string::npos) {
      Tell(line.number, "the ] of a section is missing");
    } else if (end + 1 < line.text.size()) {
      Tell(line.number, "what stands behind ] is left out");
    }
    section_ = std::string(TrimBlanks(std::string_view(line.text).substr(1, std::min(end, line.text.size()) - 1)));
    SectionNamed(section_);
  }

  void TakeEntry(const TemplateLine& line) {
    const size_t equals = line.text.find('=');
    std::string_view name = TrimBlanks(std::string_view(line.text).substr(0, equals));
    if (equals == std::string::npos || name.empty()) {
      return Tell(line.number, absl::StrCat("left out, for there is no \"name = value\" in it: ", Quoted(line.text)));
    }
    std::string section = section_;
    if (const size_t colons = name.find("::"); colons != std::string_view::npos) {
      section = std::string(name.substr(0, colons));
      name = name.substr(colons + 2);
    }
    const std::string_view raw = TrimBlanks(std::string_view(line.text).substr(equals + 1));
    ExpandedValue value = ExpandValue(
        raw, section, [this](std::string_view where, std::string_view variable) { return LookUp(where, variable); });
    if (value.is_quote_open)
      Tell(line.number, "a quote is not closed: it goes to the end of the line, as OpenSSL reads it");
    size_ += value.text.size();
    Add(section, {.name = std::string(name), .value = std::move(value), .line = line.number});
  }

  size_t SectionNamed(const std::string& name) {
    const auto [found, is_new] = section_places_.try_emplace(name, file_.sections_.size());
    if (is_new) {
      file_.sections_.push_back({.name = name, .entries = {}});
      entry_places_.emplace_back();
    }
    return found->second;
  }

  void Add(const std::string& section, TemplateEntry entry) {
    const size_t place = SectionNamed(section);
    std::vector<TemplateEntry>& entries = file_.sections_[place].entries;
    const auto [found, is_new] = entry_places_[place].try_emplace(entry.name, entries.size());
    if (!is_new) {
      TemplateEntry& earlier = entries[std::exchange(found->second, entries.size())];
      Tell(earlier.line, absl::StrCat(base::DisplayText(entry.name, 80), " is given again in line ", entry.line,
                                      ", which counts, as in OpenSSL"));
      earlier.line = 0;
    }
    entries.push_back(std::move(entry));
  }

  const ExpandedValue* LookUp(std::string_view section, std::string_view name) const {
    for (const std::string_view where : {section, kDefaultSection}) {
      const auto place = section_places_.find(where);
      if (place == section_places_.end()) continue;
      const auto entry = entry_places_[place->second].find(name);
      if (entry != entry_places_[place->second].end())
        return &file_.sections_[place->second].entries[entry->second].value;
    }
    return nullptr;
  }

  TemplateFile file_;
  std::string section_{kDefaultSection};
  Places section_places_;
  std::vector<Places> entry_places_;  // by place of the section
  size_t size_ = 0;                   // of all values
};

absl::StatusOr<std::string> TemplateEntry::Text() const {
  if (value.problem.empty()) return value.text;
  return ErrorAtLine(line, absl::StrCat(base::DisplayText(name, 80), " ", value.problem));
}

absl::StatusOr<TemplateFile> TemplateFile::Parse(std::string_view text) { return TemplateFileReader().Read(text); }

const TemplateSection* TemplateFile::FindSection(std::string_view name) const {
  const auto found =
      std::find_if(sections_.begin(), sections_.end(), [&](const TemplateSection& s) { return s.name == name; });
  return found == sections_.end() ? nullptr : &*found;
}

const TemplateEntry* TemplateFile::Find(std::string_view section, std::string_view name) const {
  for (const std::string_view where : {section, kDefaultSection}) {
    const TemplateSection* found = FindSection(where);
    const TemplateEntry* entry = found == nullptr ? nullptr : FindEntry(*found, name);
    if (entry != nullptr) return entry;
  }
  return nullptr;
}

const TemplateEntry* FindEntry(const TemplateSection& section, std::string_view name) {
  const auto found = std::find_if(section.entries.begin(), section.entries.end(),
                                  [&](const TemplateEntry& entry) { return entry.name == name; });
  return found == section.entries.end() ? nullptr : &*found;
}

}  // namespace certsweep::replacer
