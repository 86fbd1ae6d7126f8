#include "engine/config/value_reader.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "engine/base/spelling.h"
#include "engine/base/text.h"
#include "engine/config/scan_values.h"

namespace certsweep::config {

namespace {

std::string WrongKind(const TomlValue& value, std::string_view wanted) {
  return absl::StrCat("is ", base::ToAbsl(KindName(value.kind)), " and should be ", base::ToAbsl(wanted));
}

}  // namespace

std::optional<int> ValueReader::Integer(int least, int most) const { return IntegerOf(value_, least, most); }

std::optional<int> ValueReader::IntegerOf(const TomlValue& value, int least, int most) const {
  if (value.kind != TomlValue::Kind::kInteger) {
    Complain(value.line, WrongKind(value, "a whole number"));
  } else if (value.integer < least || value.integer > most) {
    Complain(value.line, absl::StrCat("is ", value.integer, " and should be from ", least, " to ", most));
  } else {
    return static_cast<int>(value.integer);
  }
  return std::nullopt;
}

std::vector<int> ValueReader::Integers(int least, int most) const {
  const bool is_list = value_.kind == TomlValue::Kind::kArray;
  if (is_list && value_.items.empty()) Complain(value_.line, "is an empty list: leave it out");
  std::vector<int> numbers;
  for (const TomlValue& item : is_list ? value_.items : std::vector<TomlValue>{value_}) {
    const std::optional<int> number = IntegerOf(item, least, most);
    if (!number) continue;
    if (std::find(numbers.begin(), numbers.end(), *number) == numbers.end()) {
      numbers.push_back(*number);
    } else {
      Complain(item.line, absl::StrCat(*number, " stands in it twice"));
    }
  }
  return numbers;
}

std::optional<double> ValueReader::Number(double least, double most) const {
  const bool is_whole = value_.kind == TomlValue::Kind::kInteger;
  if (!is_whole && value_.kind != TomlValue::Kind::kNumber) {
    ComplainOfKind("a number");
    return std::nullopt;
  }
  const double number = is_whole ? static_cast<double>(value_.integer) : value_.number;
  if (number >= least && number <= most) return number;  // false for a NaN
  Complain(value_.line,
           absl::StrCat("is ", value_.ToToml(), " and should be from ", least, " to ", std::llround(most)));
  return std::nullopt;
}

std::optional<bool> ValueReader::Boolean() const {
  if (value_.kind == TomlValue::Kind::kBoolean) return value_.integer != 0;
  ComplainOfKind("true or false");
  return std::nullopt;
}

std::optional<int64_t> ValueReader::Micros() const {
  const std::optional<double> seconds = Number(kLeastTimeout, kMostTimeout);
  if (!seconds) return std::nullopt;
  return std::llround(*seconds * 1e6);
}

std::vector<uint16_t> ValueReader::Ports() const {
  std::vector<uint16_t> ports;
  for (const int port : Integers(kLeastPort, kMostPort)) ports.push_back(static_cast<uint16_t>(port));
  return ports;
}

std::optional<ValueReader::Item> ValueReader::Text() const {
  if (value_.kind != TomlValue::Kind::kString) {
    ComplainOfKind("a string");
  } else if (value_.text.empty()) {
    Complain(value_.line, "is empty");
  } else {
    return Item{value_.text, value_.line};
  }
  return std::nullopt;
}

std::optional<ValueReader::Item> ValueReader::Line() const {
  std::optional<Item> item = Text();
  if (!item || std::none_of(item->text.begin(), item->text.end(), absl::ascii_iscntrl)) return item;
  ComplainAbout(*item, "has a control character in it");
  return std::nullopt;
}

std::optional<ValueReader::Item> ValueReader::Word() const {
  std::optional<Item> item = Line();
  if (!item) return std::nullopt;
  if (item->text.find(' ') != std::string::npos) {
    ComplainAbout(*item, "has a blank in it");
  } else if (item->text.front() == '-') {
    ComplainAbout(*item, "begins with a dash");
  } else {
    return item;
  }
  return std::nullopt;
}

std::optional<size_t> ValueReader::Choice(std::span<const std::string_view> known) const {
  const std::optional<Item> item = Text();
  if (!item) return std::nullopt;
  const auto found = std::find(known.begin(), known.end(), item->text);
  if (found != known.end()) return static_cast<size_t>(found - known.begin());
  ComplainAbout(*item, absl::StrCat("is not known", Suggestion(item->text, known)));
  return std::nullopt;
}

std::optional<std::string> ValueReader::NameIn(std::vector<Draft::Reference>& references) const {
  const std::optional<Item> item = Text();
  if (!item) return std::nullopt;
  references.push_back({std::string(name_), item->text, item->line});
  return item->text;
}

std::optional<std::string> ValueReader::IssuerName() const { return NameIn(draft_->issuer_references); }

std::optional<std::string> ValueReader::ProfileName() const { return NameIn(draft_->profile_references); }

std::vector<ValueReader::Item> ValueReader::Strings() const { return StringsOf(true); }

std::vector<ValueReader::Item> ValueReader::Words() const { return StringsOf(false); }

std::vector<ValueReader::Item> ValueReader::StringsOf(bool is_set) const {
  std::vector<Item> items;
  if (value_.kind != TomlValue::Kind::kArray) {
    ComplainOfKind("a list of strings: [\"...\", \"...\"]");
    return items;
  }
  if (value_.items.empty()) Complain(value_.line, "is an empty list: leave it out");
  std::set<std::string_view> seen;
  for (const TomlValue& item : value_.items) {
    if (item.kind != TomlValue::Kind::kString) {
      Complain(item.line,
               absl::StrCat("has ", base::ToAbsl(KindName(item.kind)), " in it and should be a list of strings"));
    } else if (is_set && item.text.empty()) {
      Complain(item.line, "has an empty string in it");
    } else if (is_set && !seen.insert(item.text).second) {
      ComplainAbout({item.text, item.line}, "stands in it twice");
    } else {
      items.push_back({item.text, item.line});
    }
  }
  return items;
}

std::vector<size_t> ValueReader::Choices(std::span<const std::string_view> known) const {
  std::vector<size_t> places;
  for (const Item& item : Strings()) {
    const auto found = std::find(known.begin(), known.end(), item.text);
    if (found != known.end()) {
      places.push_back(static_cast<size_t>(found - known.begin()));
    } else {
      ComplainAbout(item, absl::StrCat("is not known", Suggestion(item.text, known)));
    }
  }
  return places;
}

std::string ValueReader::Resolve(const std::string& path) const {
  return (std::filesystem::path(draft_->config.file).parent_path() / path).string();
}

std::optional<std::string> ValueReader::Path(const Item& item) const {
  if (item.text.find('\0') == std::string::npos) return Resolve(item.text);
  ComplainAbout(item, "is no path: it has a NUL in it");
  return std::nullopt;
}

std::optional<std::string> ValueReader::ReadablePath(const Item& item) const {
  std::optional<std::string> path = Path(item);
  if (!path) return std::nullopt;
  const absl::Status status = files_.check(*path);
  if (status.ok()) return path;
  Complain(item.line, base::ToStd(status.message()));
  return std::nullopt;
}

std::string ValueReader::Remembered(std::string path, int line) const {
  draft_->config.replacement_files.push_back({std::string(name_), line, path});
  return path;
}

std::optional<std::string> ValueReader::ReplacementFile() const {
  const std::optional<Item> item = Line();
  if (!item) return std::nullopt;
  return Remembered(Resolve(item->text), item->line);
}

std::vector<std::string> ValueReader::ReplacementFiles() const {
  std::vector<std::string> paths;
  for (const Item& item : Strings()) {
    if (const auto path = Path(item)) paths.push_back(Remembered(*path, item.line));
  }
  return paths;
}

std::optional<std::string> ValueReader::RemotePath() const {
  const std::optional<Item> item = Line();
  if (!item) return std::nullopt;
  if (item->text.front() != '/') {
    ComplainAbout(*item, "is a path on the appliance and should be absolute");
  } else if (item->text.back() == '/') {
    ComplainAbout(*item, "should be a file, and ends as a folder");
  } else {
    return item->text;
  }
  return std::nullopt;
}

std::vector<std::string> ValueReader::Paths(std::string_view word) const {
  std::vector<std::string> paths;
  for (const Item& item : Strings()) {
    if (item.text == word) {
      paths.push_back(item.text);
    } else if (std::optional<std::string> path = ReadablePath(item)) {
      paths.push_back(*std::move(path));
    }
  }
  return paths;
}

std::optional<std::string> ValueReader::ReadFile(const Item& item) const {
  const std::optional<std::string> path = Path(item);
  if (!path) return std::nullopt;
  absl::StatusOr<std::string> text = files_.read(*path);
  if (text.ok()) return *std::move(text);
  Complain(item.line, base::ToStd(text.status().message()));
  return std::nullopt;
}

void ValueReader::ComplainOfKind(std::string_view wanted) const { Complain(value_.line, WrongKind(value_, wanted)); }

void ValueReader::Complain(int line, std::string_view what) const {
  problems_->Add(line, absl::StrCat(base::ToAbsl(name_), ": ", base::ToAbsl(what)));
}

void ValueReader::ComplainAbout(const Item& item, std::string_view what) const {
  Complain(item.line, absl::StrCat("\"", base::DisplayText(item.text, 128), "\" ", base::ToAbsl(what)));
}

std::string Suggestion(std::string_view text, std::span<const std::string_view> known) {
  const std::string_view nearest = base::NearestName(text, known);
  if (!nearest.empty()) return absl::StrCat("; did you mean '", base::ToAbsl(nearest), "'?");
  std::string names;
  for (const std::string_view name : known) absl::StrAppend(&names, names.empty() ? "" : ", ", base::ToAbsl(name));
  return absl::StrCat(" (known: ", names, ")");
}

}  // namespace certsweep::config
