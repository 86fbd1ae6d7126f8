#include "cli/config_text.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/json_writer.h"
#include "engine/base/text.h"
#include "engine/report/table_text.h"

namespace certsweep::cli {

namespace {

using config::SettingInForce;
using config::TomlValue;

constexpr size_t kMaxValue = 56;

std::string NameOf(const SettingInForce& setting) {
  return absl::StrCat(base::ToAbsl(setting.section), ".", base::ToAbsl(setting.key));
}

std::string SourceOf(const SettingInForce& setting, const config::Config& config) {
  return setting.line ? absl::StrCat(config.file, ":", *setting.line) : "default";
}

void AppendValue(const TomlValue& value, std::string& out) {
  switch (value.kind) {
    case TomlValue::Kind::kInteger:
      return base::AppendJsonInteger(value.integer, out);
    case TomlValue::Kind::kBoolean:
      out += value.integer != 0 ? "true" : "false";
      return;
    case TomlValue::Kind::kArray:
      return base::AppendJsonArray(value.items, out, [&out](const TomlValue& item) { AppendValue(item, out); });
    default:
      return base::AppendJsonString(value.text, out);
  }
}

std::string SummaryLine(const config::Config& config, size_t settings) {
  if (config.file.empty()) return absl::StrCat("No file was read: all ", settings, " keys have their defaults.\n");
  std::string text =
      absl::StrCat(base::DisplayText(config.file), ": ", config.given.size(), " of ", settings, " keys are given");
  if (const auto& keys = config.policy.forbidden_keys) absl::StrAppend(&text, "; ", keys->size(), " forbidden keys");
  return text + "\n";
}

}  // namespace

std::string RenderConfigTable(const config::Config& config) {
  std::vector<std::vector<report::TableCell>> rows;
  for (const SettingInForce& setting : config::SettingsInForce(config)) {
    rows.push_back({{NameOf(setting)},
                    {setting.value ? base::DisplayText(setting.value->ToToml(), kMaxValue) : std::string("off")},
                    {base::DisplayText(SourceOf(setting, config))}});
  }
  const std::string table = report::RenderTable({{"KEY"}, {"VALUE"}, {"FROM"}}, rows, {});
  return absl::StrCat(table, "\n", SummaryLine(config, rows.size()));
}

std::string RenderConfigJson(const config::Config& config) {
  std::string text;
  for (const SettingInForce& setting : config::SettingsInForce(config)) {
    {
      base::JsonObjectWriter object(text);
      object.String("key", NameOf(setting));
      std::string& value = object.Key("value");
      if (setting.value) {
        AppendValue(*setting.value, value);
      } else {
        value += "null";
      }
      object.String("source", SourceOf(setting, config));
      if (setting.line) {
        object.String("file", config.file);
        object.Integer("line", *setting.line);
      }
    }
    text += '\n';
  }
  return text;
}

}  // namespace certsweep::cli
