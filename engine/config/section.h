// The sections and keys that a certsweep.toml may have: one table, from which the file is read, the default file is
// written and what is in force is told. A new setting is a row; a new section a file beside policy_section.cc.
// Thread-safe: constants. Internal to this room.
#ifndef CERTSWEEP_ENGINE_CONFIG_SECTION_H_
#define CERTSWEEP_ENGINE_CONFIG_SECTION_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "engine/config/value_reader.h"

namespace certsweep::config {

struct Setting {
  std::string_view key;
  std::string_view comment;  // of the default file, without `#`, broken into lines
  std::string_view value;    // as TOML: the default; an example of what is off
  bool is_on = true;         // by default
  void (*read)(const ValueReader& reader);
  std::string_view kinds = {};  // of a section whose `kind` says which keys it has: those with this one; empty: all
  bool is_needed = false;       // by each of `kinds`
};

// A key that people try, and why there is none of it.
struct RefusedKey {
  std::string_view key, why;
};

struct Section {
  enum class Form : uint8_t {
    kOnce,   // [name]
    kList,   // [[name]], as often as needed
    kNamed,  // [name.NAME], as often as there are names
  };

  std::string_view name;
  std::string_view comment;
  std::span<const Setting> settings;
  Form form = Form::kOnce;
  std::string_view example = {};  // kNamed: a NAME
  std::span<const RefusedKey> refused = {};
  // Of a section that may come several times. What makes ready for a table before its keys are read (may be null), and
  // what takes it once they were.
  void (*begin_table)(const TomlTable& table, Draft* draft) = nullptr;
  void (*end_table)(const TomlTable& table, Draft* draft, ProblemLog* problems) = nullptr;

  bool comes_once() const { return form == Form::kOnce; }
  // "[policy]", "[[waiver]]", "[issuer.NAME]"
  std::string Header(std::string_view name_in_it = "NAME") const;
};

// Each in the file of its name: policy_section.cc ...
const Section& PolicySection();
const Section& TrustSectionTable();
const Section& ScanSectionTable();
const Section& WaiverSection();
const Section& NamesSectionTable();
const Section& ReplaceSectionTable();
const Section& RolloutSectionTable();
const Section& IssuerSectionTable();
const Section& ProfileSectionTable();
const Section& SshSectionTable();

// Whether a table of `kind` has this key.
bool BelongsTo(const Setting& setting, std::string_view kind);

// "<name>: has no `<key>`" for each that it needs and that is not there. `kind`: empty where the section has none.
void ComplainOfMissing(std::string_view name, std::string_view kind, const Section& section, const TomlTable& table,
                       ProblemLog* problems);

// In the order of the default file.
std::span<const Section* const> Sections();

}  // namespace certsweep::config

#endif  // CERTSWEEP_ENGINE_CONFIG_SECTION_H_
