#include "cli/run_options.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <filesystem>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/json_writer.h"

namespace certsweep::cli {

namespace {

constexpr std::array kGroups = {"Targets", "Judging", "Pace"};
// Their content is kept with the targets.
constexpr std::array kKeptApart = {"--targets", "--exclude"};
constexpr std::array kPaths = {"--trust", "--intermediates", "--crl", "--config"};
constexpr std::string_view kNoPath = "system";

template <class Names>
bool Contains(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool IsKept(const GivenOption& option) { return Contains(kGroups, option.group) && !Contains(kKeptApart, option.name); }

std::string ValueToKeep(const GivenOption& option, const std::string& folder) {
  if (!Contains(kPaths, option.name) || option.value == kNoPath) return option.value;
  return (std::filesystem::path(folder) / option.value).string();
}

bool IsFlag(std::string_view value) { return value == "true"; }

}  // namespace

std::string RunOptionsJson(const std::vector<GivenOption>& given, const std::string& folder) {
  std::vector<GivenOption> kept;
  std::copy_if(given.begin(), given.end(), std::back_inserter(kept), IsKept);
  std::string json;
  {
    base::JsonObjectWriter object(json);
    base::AppendJsonArray(kept, object.Key("options"), [&](const GivenOption& option) {
      base::AppendJsonArray(std::array{option.name, ValueToKeep(option, folder)}, json,
                            [&json](const std::string& text) { base::AppendJsonString(text, json); });
    });
  }
  return json;
}

absl::StatusOr<std::vector<std::string>> WordsOfRun(std::string_view json, const std::vector<GivenOption>& given) {
  std::vector<std::string> words;
  if (json.empty()) return words;
  const auto damaged = [] { return absl::DataLossError("what was kept of its options is damaged"); };
  boost::system::error_code error;
  const boost::json::value value = boost::json::parse({json.data(), json.size()}, error);
  const boost::json::object* object = error ? nullptr : value.if_object();
  const boost::json::value* options = object == nullptr ? nullptr : object->if_contains("options");
  if (options == nullptr || !options->is_array()) return damaged();
  for (const boost::json::value& element : options->get_array()) {
    const boost::json::array* pair = element.if_array();
    if (pair == nullptr || pair->size() != 2 || !(*pair)[0].is_string() || !(*pair)[1].is_string()) return damaged();
    const std::string name(std::string_view((*pair)[0].get_string().data(), (*pair)[0].get_string().size()));
    const std::string text(std::string_view((*pair)[1].get_string().data(), (*pair)[1].get_string().size()));
    const bool is_given =
        std::any_of(given.begin(), given.end(), [&name](const GivenOption& now) { return now.name == name; });
    if (is_given) continue;
    words.push_back(name);
    if (!IsFlag(text)) words.push_back(text);
  }
  return words;
}

}  // namespace certsweep::cli
