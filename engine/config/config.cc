#include "engine/config/config.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/read_file.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"
#include "engine/config/section.h"

namespace certsweep::config {

namespace {

// A list of a million digests and as many comments.
constexpr size_t kMaxListBytes = size_t{256} << 20;

absl::Status CheckReadable(const std::string& path) {
  if (access(path.c_str(), R_OK) == 0) return absl::OkStatus();
  return base::ErrnoStatus(errno, base::DisplayText(path));
}

template <class Rows, class NameOf>
std::vector<std::string_view> NamesOf(const Rows& rows, NameOf name_of) {
  std::vector<std::string_view> names;
  for (const auto& row : rows) names.push_back(name_of(row));
  return names;
}

std::string Shown(std::string_view text) { return base::DisplayText(text, 64); }

std::string FullName(std::string_view section, std::string_view key) {
  return absl::StrCat(base::ToAbsl(section), ".", base::ToAbsl(key));
}

// Reads a whole document into a draft.
class ConfigReader {
 public:
  ConfigReader(const FileAccess& files, Draft* draft, ProblemLog* problems)
      : files_(files), draft_(draft), problems_(problems) {}

  void Read(const TomlSection& given) {
    const auto sections = Sections();
    const auto found =
        std::find_if(sections.begin(), sections.end(), [&](const Section* known) { return known->name == given.name; });
    if (found == sections.end()) return ComplainOfUnknown(given);
    const Section& section = **found;
    const bool is_right = section.is_list() ? !given.tables.empty() : given.is_table;
    if (!is_right) return ComplainOfForm(section, given);
    for (const TomlEntry& entry : given.entries) Read(section, entry);
    for (const TomlTable& table : given.tables) ReadTable(section, table);
  }

 private:
  // "[policy]", "[[waiver]]"
  static std::string HeaderOf(const Section& section) {
    const absl::string_view name = base::ToAbsl(section.name);
    return section.is_list() ? absl::StrCat("[[", name, "]]") : absl::StrCat("[", name, "]");
  }

  void ComplainOfForm(const Section& section, const TomlSection& given) {
    const char* form = given.is_table ? "a single section" : "a value";
    problems_->Add(given.line,
                   absl::StrCat(given.name, ": is ", form, " and should be the section ", HeaderOf(section)));
  }

  void ComplainOfUnknown(const TomlSection& given) {
    const auto names = NamesOf(Sections(), [](const Section* section) { return section->name; });
    if (given.is_table) {
      return problems_->Add(given.line,
                            absl::StrCat("[", Shown(given.name), "]: no such section", Suggestion(given.name, names)));
    }
    for (const Section* section : Sections()) {
      const auto keys = NamesOf(section->settings, [](const Setting& setting) { return setting.key; });
      if (std::find(keys.begin(), keys.end(), given.name) == keys.end()) continue;
      return problems_->Add(
          given.line, absl::StrCat(given.name, ": stands outside of a section and should be in ", HeaderOf(*section)));
    }
    problems_->Add(given.line, absl::StrCat(Shown(given.name), ": no such key outside of a section"));
  }

  void Read(const Section& section, const TomlEntry& entry) {
    const auto setting = std::find_if(section.settings.begin(), section.settings.end(),
                                      [&](const Setting& known) { return known.key == entry.key; });
    if (setting == section.settings.end()) {
      const auto keys = NamesOf(section.settings, [](const Setting& known) { return known.key; });
      return problems_->Add(entry.line, absl::StrCat(FullName(section.name, Shown(entry.key)), ": no such key",
                                                     Suggestion(entry.key, keys)));
    }
    const std::string name = FullName(section.name, entry.key);
    setting->read(ValueReader(name, entry.value, files_, draft_, problems_));
    if (section.is_list()) return;
    TomlValue& value = draft_->config.given[name] = entry.value;
    value.line = entry.line;
  }

  void ReadTable(const Section& section, const TomlTable& table) {
    for (const TomlEntry& entry : table.entries) Read(section, entry);
    section.end_table(table, draft_, problems_);
  }

  const FileAccess& files_;
  Draft* const draft_;
  ProblemLog* const problems_;
};

}  // namespace

FileAccess RealFiles() {
  return {.read = [](const std::string& path) { return base::ReadFile(path, kMaxListBytes); }, .check = CheckReadable};
}

absl::StatusOr<Config> ParseConfig(std::string_view text, const std::string& name, const FileAccess& files) {
  ProblemLog problems(name);
  Draft draft;
  draft.config.file = name;
  const std::optional<std::vector<TomlSection>> document = ParseToml(text, &problems);
  if (document) {
    ConfigReader reader(files, &draft, &problems);
    for (const TomlSection& section : *document) reader.Read(section);
  }
  if (absl::Status status = problems.Status(); !status.ok()) return status;
  if (!draft.forbidden_keys.empty()) {
    draft.config.policy.forbidden_keys = std::make_shared<const base::Sha256Set>(std::move(draft.forbidden_keys));
  }
  return std::move(draft.config);
}

absl::StatusOr<Config> LoadConfig(const std::string& path) {
  const absl::StatusOr<std::string> text = base::ReadFile(path, kMaxConfigBytes);
  if (!text.ok()) return text.status();
  return ParseConfig(*text, path);
}

std::vector<SettingInForce> SettingsInForce(const Config& config) {
  std::vector<SettingInForce> settings;
  for (const Section* section : Sections()) {
    if (section->is_list()) continue;
    for (const Setting& setting : section->settings) {
      SettingInForce& row = settings.emplace_back(SettingInForce{section->name, setting.key, {}, {}});
      const auto given = config.given.find(FullName(section->name, setting.key));
      if (given != config.given.end()) {
        row.value = given->second;
        row.line = given->second.line;
      } else if (setting.is_on) {
        row.value = ParseTomlValue(setting.value);
      }
    }
  }
  return settings;
}

}  // namespace certsweep::config
