#include "engine/config/value_reader.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/spelling.h"
#include "engine/base/text.h"

namespace certsweep::config {

namespace {

std::string WrongKind(const TomlValue& value, std::string_view wanted) {
  return absl::StrCat("is ", base::ToAbsl(KindName(value.kind)), " and should be ", base::ToAbsl(wanted));
}

}  // namespace

std::optional<int> ValueReader::Integer(int least, int most) const {
  if (value_.kind != TomlValue::Kind::kInteger) {
    Complain(value_.line, WrongKind(value_, "a whole number"));
  } else if (value_.integer < least || value_.integer > most) {
    Complain(value_.line, absl::StrCat("is ", value_.integer, " and should be from ", least, " to ", most));
  } else {
    return static_cast<int>(value_.integer);
  }
  return std::nullopt;
}

std::vector<ValueReader::Item> ValueReader::Strings() const {
  std::vector<Item> items;
  if (value_.kind != TomlValue::Kind::kArray) {
    Complain(value_.line, WrongKind(value_, "a list of strings: [\"...\", \"...\"]"));
    return items;
  }
  if (value_.items.empty()) Complain(value_.line, "is an empty list: leave it out");
  std::set<std::string_view> seen;
  for (const TomlValue& item : value_.items) {
    if (item.kind != TomlValue::Kind::kString) {
      Complain(item.line,
               absl::StrCat("has ", base::ToAbsl(KindName(item.kind)), " in it and should be a list of strings"));
    } else if (item.text.empty()) {
      Complain(item.line, "has an empty string in it");
    } else if (!seen.insert(item.text).second) {
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

bool ValueReader::IsPath(const Item& item) const {
  if (item.text.find('\0') == std::string::npos) return true;
  ComplainAbout(item, "is no path: it has a NUL in it");
  return false;
}

std::string ValueReader::Resolve(const std::string& path) const {
  return (std::filesystem::path(draft_->config.file).parent_path() / path).string();
}

std::vector<std::string> ValueReader::Paths(std::string_view word) const {
  std::vector<std::string> paths;
  for (const Item& item : Strings()) {
    if (item.text == word) {
      paths.push_back(item.text);
      continue;
    }
    const std::string path = Resolve(item.text);
    if (!IsPath(item)) continue;
    if (const absl::Status status = files_.check(path); !status.ok()) {
      Complain(item.line, base::ToStd(status.message()));
    }
    paths.push_back(path);
  }
  return paths;
}

std::optional<std::string> ValueReader::ReadFile(const Item& item) const {
  if (!IsPath(item)) return std::nullopt;
  absl::StatusOr<std::string> text = files_.read(Resolve(item.text));
  if (text.ok()) return *std::move(text);
  Complain(item.line, base::ToStd(text.status().message()));
  return std::nullopt;
}

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
