// TOML as far as a configuration needs it: sections of keys with values, each with its line. toml++ does the reading
// (TOML 1.0.0) and shows in no header. Thread-safe: values and pure functions.
#ifndef CERTSWEEP_ENGINE_CONFIG_TOML_DOCUMENT_H_
#define CERTSWEEP_ENGINE_CONFIG_TOML_DOCUMENT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/config/problem_log.h"

namespace certsweep::config {

struct TomlEntry;

struct TomlValue {
  enum class Kind : uint8_t { kString, kInteger, kNumber, kBoolean, kTime, kArray, kTable };
  Kind kind = Kind::kTable;
  int line = 1;
  int64_t integer = 0;           // kInteger; kBoolean: 0 or 1
  double number = 0;             // kNumber
  std::string text;              // kString: UTF-8, may hold any character; kTime: "2026-12-31", as TOML writes it
  bool is_octal = false;         // kInteger: written as 0o640
  std::vector<TomlValue> items;  // kArray: its elements; those of arrays in it are left out
  // kTable: its keys in the order of their names. What is deeper than a configuration goes is left out: tables in a
  // table in the values of a [section.name].
  std::vector<TomlEntry> entries;

  // As it may stand in a file, on one line.
  std::string ToToml() const;
};

// "a string", "a whole number", ...
std::string_view KindName(TomlValue::Kind kind);

struct TomlEntry {
  std::string key;
  int line = 1;
  TomlValue value;
};

// One of several sections of a kind: [[kind]], or [kind.name].
struct TomlTable {
  int line = 1;
  std::vector<TomlEntry> entries;
  std::string name;  // empty: [[kind]]

  // Null where there is none of that key.
  const TomlEntry* Find(std::string_view key) const;
};

// What stands at the top of the file: a section with what is in it, or a key outside of all sections.
struct TomlSection {
  std::string name;
  int line = 1;
  bool is_table = true;  // else the file gives a plain value to the name, or several tables
  std::vector<TomlEntry> entries;
  std::vector<TomlTable> tables;  // [[name]], in the order of the file
};

// In the order of the names. Nothing where `text` is no TOML: then `problems` has why, with line and column. Bounded:
// time and memory linear in the text, and no deeper than a fixed number of tables in one another.
std::optional<std::vector<TomlSection>> ParseToml(std::string_view text, ProblemLog* problems);

// One value as it may stand in a file. REQUIRES: `text` is TOML.
TomlValue ParseTomlValue(std::string_view text);

}  // namespace certsweep::config

#endif  // CERTSWEEP_ENGINE_CONFIG_TOML_DOCUMENT_H_
