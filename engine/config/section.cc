#include "engine/config/section.h"

#include <array>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "engine/base/text.h"

namespace certsweep::config {

std::string Section::Header(std::string_view name_in_it) const {
  const absl::string_view shown = base::ToAbsl(name);
  switch (form) {
    case Form::kOnce:
      break;
    case Form::kList:
      return absl::StrCat("[[", shown, "]]");
    case Form::kNamed:
      return absl::StrCat("[", shown, ".", base::ToAbsl(name_in_it), "]");
  }
  return absl::StrCat("[", shown, "]");
}

bool BelongsTo(const Setting& setting, std::string_view kind) {
  if (setting.kinds.empty()) return true;
  for (const absl::string_view one : absl::StrSplit(base::ToAbsl(setting.kinds), ", ")) {
    if (base::ToStd(one) == kind) return true;
  }
  return false;
}

void ComplainOfMissing(std::string_view name, std::string_view kind, const Section& section, const TomlTable& table,
                       ProblemLog* problems) {
  for (const Setting& setting : section.settings) {
    if (!setting.is_needed || !BelongsTo(setting, kind) || table.Find(setting.key) != nullptr) continue;
    problems->Add(table.line, absl::StrCat(base::ToAbsl(name), ": has no `", base::ToAbsl(setting.key), "`"));
  }
}

std::span<const Section* const> Sections() {
  static const std::array kSections = {&PolicySection(),       &TrustSectionTable(),  &ScanSectionTable(),
                                       &WaiverSection(),       &NamesSectionTable(),  &ReplaceSectionTable(),
                                       &RolloutSectionTable(), &IssuerSectionTable(), &ProfileSectionTable(),
                                       &SshSectionTable()};
  return kSections;
}

}  // namespace certsweep::config
