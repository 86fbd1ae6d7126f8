#include "engine/config/config.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
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
  names.reserve(rows.size());
  for (const auto& row : rows) names.push_back(name_of(row));
  return names;
}

std::string Shown(std::string_view text) { return base::DisplayText(text, 64); }

std::string FullName(std::string_view section, std::string_view key) {
  return absl::StrCat(base::ToAbsl(section), ".", base::ToAbsl(key));
}

// Of a section that may come several times: one that can be a folder, an argument and part of a line.
bool IsName(std::string_view name) {
  constexpr size_t kMostNameBytes = 64;
  return !name.empty() && name.size() <= kMostNameBytes && name.front() != '-' &&
         std::all_of(name.begin(), name.end(),
                     [](unsigned char c) { return absl::ascii_isalnum(c) || c == '-' || c == '_'; });
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
    const bool is_right = section.form == Section::Form::kList ? !given.tables.empty() : given.is_table;
    if (!is_right) return ComplainOfForm(section, given);
    for (const TomlTable& table : given.tables) ReadTable(section, table);
    for (const TomlEntry& entry : given.entries) {
      section.comes_once() ? Read(section, section.name, entry) : ReadNamed(section, entry);
    }
  }

  // What was to wait for all sections.
  void Finish() {
    for (const Draft::Reference& reference : draft_->issuer_references) Check(reference, draft_->config.issuers);
    for (const Draft::Reference& reference : draft_->profile_references) Check(reference, draft_->config.profiles);
  }

 private:
  void ComplainOfForm(const Section& section, const TomlSection& given) {
    const char* form = given.is_table ? "a single section" : "a value";
    problems_->Add(given.line,
                   absl::StrCat(given.name, ": is ", form, " and should be the section ", section.Header()));
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
          given.line, absl::StrCat(given.name, ": stands outside of a section and should be in ", section->Header()));
    }
    problems_->Add(given.line, absl::StrCat(Shown(given.name), ": no such key outside of a section"));
  }

  void ComplainOfKey(const Section& section, std::string_view section_name, const TomlEntry& entry) {
    const std::string name = FullName(section_name, Shown(entry.key));
    for (const RefusedKey& refused : section.refused) {
      if (refused.key == entry.key) {
        return problems_->Add(entry.line, absl::StrCat(name, ": ", base::ToAbsl(refused.why)));
      }
    }
    const auto keys = NamesOf(section.settings, [](const Setting& known) { return known.key; });
    problems_->Add(entry.line, absl::StrCat(name, ": no such key", Suggestion(entry.key, keys)));
  }

  // `section_name`: "policy", "issuer.corp"
  void Read(const Section& section, std::string_view section_name, const TomlEntry& entry) {
    const auto setting = std::find_if(section.settings.begin(), section.settings.end(),
                                      [&](const Setting& known) { return known.key == entry.key; });
    if (setting == section.settings.end()) return ComplainOfKey(section, section_name, entry);
    const std::string name = FullName(section_name, entry.key);
    setting->read(ValueReader(name, entry.value, files_, draft_, problems_));
    if (section.form == Section::Form::kList) return;
    TomlValue& value = draft_->config.given[name] = entry.value;
    value.line = entry.line;
  }

  void ReadNamed(const Section& section, const TomlEntry& entry) {
    const std::string name = FullName(section.name, Shown(entry.key));
    if (entry.value.kind != TomlValue::Kind::kTable) {
      return problems_->Add(entry.line, absl::StrCat(name, ": stands outside of a section ", section.Header()));
    }
    if (!IsName(entry.key)) {
      return problems_->Add(entry.line, absl::StrCat("[", name, "]: a name has letters, digits, - and _, up to 64"));
    }
    ReadTable(section, {entry.line, entry.value.entries, entry.key});
  }

  void ReadTable(const Section& section, const TomlTable& table) {
    const std::string name = table.name.empty() ? std::string(section.name) : FullName(section.name, table.name);
    if (section.begin_table != nullptr) section.begin_table(table, draft_);
    for (const TomlEntry& entry : table.entries) Read(section, name, entry);
    section.end_table(table, draft_, problems_);
  }

  template <class Named>
  void Check(const Draft::Reference& reference, const Named& known) {
    if (known.contains(reference.name)) return;
    const auto names = NamesOf(known, [](const auto& one) { return std::string_view(one.first); });
    problems_->Add(reference.line, absl::StrCat(reference.setting, ": \"", Shown(reference.name), "\" is not known",
                                                names.empty() ? ": there is none" : Suggestion(reference.name, names)));
  }

  const FileAccess& files_;
  Draft* const draft_;
  ProblemLog* const problems_;
};

// Of [section.NAME], those that the file has, in the order of the names.
std::vector<std::string> GivenNames(const Section& section, const Config& config) {
  const std::string prefix = absl::StrCat(base::ToAbsl(section.name), ".");
  std::vector<std::string> names;
  for (auto it = config.given.lower_bound(prefix); it != config.given.end() && it->first.starts_with(prefix); ++it) {
    std::string name = it->first.substr(0, it->first.find('.', prefix.size()));
    if (names.empty() || names.back() != name) names.push_back(std::move(name));
  }
  return names;
}

void AppendGiven(const std::string& section_name, const Setting& setting, const Config& config,
                 std::vector<SettingInForce>& rows) {
  const auto given = config.given.find(FullName(section_name, setting.key));
  if (given == config.given.end()) return;
  rows.push_back({section_name, setting.key, given->second, given->second.line});
}

void AppendInForce(const Section& section, const Setting& setting, const Config& config,
                   std::vector<SettingInForce>& rows) {
  const size_t before = rows.size();
  AppendGiven(std::string(section.name), setting, config, rows);
  if (rows.size() > before) return;
  SettingInForce& row = rows.emplace_back(SettingInForce{std::string(section.name), setting.key, {}, {}});
  if (setting.is_on) row.value = ParseTomlValue(setting.value);
}

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
    reader.Finish();
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

absl::Status CheckReplacementFiles(const Config& config, const FileAccess& files) {
  ProblemLog problems(config.file);
  for (const NamedFile& file : config.replacement_files) {
    // Filled in for each appliance.
    if (file.path.find('{') != std::string::npos) continue;
    const absl::Status status = files.check(file.path);
    if (!status.ok()) problems.Add(file.line, absl::StrCat(file.setting, ": ", status.message()));
  }
  return problems.Status();
}

std::vector<SettingInForce> SettingsInForce(const Config& config) {
  std::vector<SettingInForce> rows;
  for (const Section* section : Sections()) {
    if (section->comes_once()) {
      for (const Setting& setting : section->settings) AppendInForce(*section, setting, config, rows);
    } else if (section->form == Section::Form::kNamed) {
      for (const std::string& name : GivenNames(*section, config)) {
        for (const Setting& setting : section->settings) AppendGiven(name, setting, config, rows);
      }
    }
  }
  return rows;
}

}  // namespace certsweep::config
