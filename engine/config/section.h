// The sections and keys that a certsweep.toml may have: one table, from which the file is read, the default file is
// written and what is in force is told. A new setting is a row; a new section a file beside policy_section.cc.
// Thread-safe: constants. Internal to this room.
#ifndef CERTSWEEP_ENGINE_CONFIG_SECTION_H_
#define CERTSWEEP_ENGINE_CONFIG_SECTION_H_

#include <span>
#include <string_view>

#include "engine/config/value_reader.h"

namespace certsweep::config {

struct Setting {
  std::string_view key;
  std::string_view comment;  // of the default file, without `#`, broken into lines
  std::string_view value;    // as TOML: the default; an example of what is off
  bool is_on = true;         // by default
  void (*read)(const ValueReader& reader);
};

struct Section {
  std::string_view name;
  std::string_view comment;
  std::span<const Setting> settings;
  // Of a section that may come several times, [[name]]: what takes each of its tables once its keys were read. Null: a
  // section that comes once.
  void (*end_table)(const TomlTable& table, Draft* draft, ProblemLog* problems) = nullptr;

  bool is_list() const { return end_table != nullptr; }
};

// policy_section.cc, trust_section.cc, scan_section.cc, waiver_section.cc
const Section& PolicySection();
const Section& TrustSectionTable();
const Section& ScanSectionTable();
const Section& WaiverSection();

// In the order of the default file.
std::span<const Section* const> Sections();

}  // namespace certsweep::config

#endif  // CERTSWEEP_ENGINE_CONFIG_SECTION_H_
