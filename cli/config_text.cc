#include "cli/config_text.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/json_writer.h"
#include "engine/base/text.h"
#include "engine/report/table_text.h"

namespace certsweep::cli {

namespace {

using config::ConfiguredWaiver;
using config::SettingInForce;
using config::TomlValue;

constexpr size_t kMaxValue = 56;

std::string NameOf(const SettingInForce& setting) {
  return absl::StrCat(setting.section, ".", base::ToAbsl(setting.key));
}

std::string SourceOf(const SettingInForce& setting, const config::Config& config) {
  return setting.line ? absl::StrCat(config.file, ":", *setting.line) : "default";
}

void AppendValue(const TomlValue& value, std::string& out);

void AppendTable(const TomlValue& table, std::string& out) {
  out += '{';
  for (const config::TomlEntry& entry : table.entries) {
    if (&entry != &table.entries.front()) out += ',';
    base::AppendJsonString(entry.key, out);
    out += ':';
    AppendValue(entry.value, out);
  }
  out += '}';
}

void AppendValue(const TomlValue& value, std::string& out) {
  switch (value.kind) {
    case TomlValue::Kind::kInteger:
      return base::AppendJsonInteger(value.integer, out);
    case TomlValue::Kind::kBoolean:
      out += value.integer != 0 ? "true" : "false";
      return;
    case TomlValue::Kind::kNumber:
      out += value.ToToml();
      return;
    case TomlValue::Kind::kArray:
      return base::AppendJsonArray(value.items, out, [&out](const TomlValue& item) { AppendValue(item, out); });
    case TomlValue::Kind::kTable:
      return AppendTable(value, out);
    default:
      return base::AppendJsonString(value.text, out);
  }
}

std::vector<std::string_view> CodesOf(const probe::Waiver& waiver) {
  std::vector<std::string_view> codes;
  for (int i = 0; i < pki::kFindingCodeCount; ++i) {
    const auto code = static_cast<pki::FindingCode>(i);
    if (waiver.Covers(code)) codes.push_back(pki::FindingCodeName(code));
  }
  return codes;
}

std::string SourceOf(const ConfiguredWaiver& configured, const config::Config& config) {
  return absl::StrCat(config.file, ":", configured.line);
}

// "10.0.0.0/24, site=leeds"
std::string AboutOf(const ConfiguredWaiver& configured) {
  std::string about = configured.host;
  if (configured.waiver.where) {
    absl::StrAppend(&about, about.empty() ? "" : ", ", configured.waiver.where->ToString());
  }
  return about;
}

std::string WaiverTable(const config::Config& config, int64_t now) {
  std::vector<std::vector<report::TableCell>> rows;
  for (const ConfiguredWaiver& configured : config.waivers) {
    const probe::Waiver& waiver = configured.waiver;
    std::string codes;
    for (const std::string_view code : CodesOf(waiver)) {
      absl::StrAppend(&codes, codes.empty() ? "" : ", ", base::ToAbsl(code));
    }
    rows.push_back({{base::DisplayText(AboutOf(configured), kMaxValue)},
                    {base::DisplayText(codes, kMaxValue)},
                    {base::DisplayText(waiver.reason, kMaxValue)},
                    {absl::StrCat(waiver.InForce(now) ? "in force until " : "expired ", waiver.until.text)},
                    {base::DisplayText(SourceOf(configured, config))}});
  }
  if (rows.empty()) return {};
  return "\n" + report::RenderTable({{"WAIVER"}, {"CODES"}, {"REASON"}, {"STATE"}, {"FROM"}}, rows, {});
}

void AppendWaiver(const ConfiguredWaiver& configured, std::string& out) {
  const probe::Waiver& waiver = configured.waiver;
  base::JsonObjectWriter object(out);
  if (!configured.host.empty()) object.String("host", configured.host);
  if (waiver.where) object.String("where", waiver.where->ToString());
  std::string& codes = object.Key("codes");
  base::AppendJsonArray(CodesOf(waiver), codes, [&](std::string_view code) { base::AppendJsonString(code, codes); });
  object.String("reason", waiver.reason);
  object.String("until", waiver.until.text);
}

std::string WaiverLines(const config::Config& config, int64_t now) {
  std::string text;
  for (const ConfiguredWaiver& configured : config.waivers) {
    {
      base::JsonObjectWriter object(text);
      object.String("key", "waiver");
      AppendWaiver(configured, object.Key("value"));
      object.String("state", configured.waiver.InForce(now) ? "in_force" : "expired");
      object.String("source", SourceOf(configured, config));
      object.String("file", config.file);
      object.Integer("line", configured.line);
    }
    text += '\n';
  }
  return text;
}

// "; 3 waivers, 1 of them expired"
std::string WaiversCounted(const config::Config& config, int64_t now) {
  const size_t count = config.waivers.size();
  if (count == 0) return {};
  const auto expired = std::count_if(config.waivers.begin(), config.waivers.end(),
                                     [now](const ConfiguredWaiver& one) { return !one.waiver.InForce(now); });
  return absl::StrCat("; ", count, count == 1 ? " waiver" : " waivers",
                      expired > 0 ? absl::StrCat(", ", expired, " of them expired") : "");
}

std::string SummaryLine(const config::Config& config, size_t settings, int64_t now) {
  if (config.file.empty()) return absl::StrCat("No file was read: all ", settings, " keys have their defaults.\n");
  std::string text =
      absl::StrCat(base::DisplayText(config.file), ": ", config.given.size(), " of ", settings, " keys are given");
  if (const auto& keys = config.policy.forbidden_keys) absl::StrAppend(&text, "; ", keys->size(), " forbidden keys");
  return absl::StrCat(text, WaiversCounted(config, now), "\n");
}

}  // namespace

std::string RenderConfigTable(const config::Config& config, int64_t now_unix_seconds) {
  std::vector<std::vector<report::TableCell>> rows;
  for (const SettingInForce& setting : config::SettingsInForce(config)) {
    rows.push_back({{NameOf(setting)},
                    {setting.value ? base::DisplayText(setting.value->ToToml(), kMaxValue) : std::string("off")},
                    {base::DisplayText(SourceOf(setting, config))}});
  }
  const std::string table = report::RenderTable({{"KEY"}, {"VALUE"}, {"FROM"}}, rows, {});
  return absl::StrCat(table, WaiverTable(config, now_unix_seconds), "\n",
                      SummaryLine(config, rows.size(), now_unix_seconds));
}

std::string RenderConfigJson(const config::Config& config, int64_t now_unix_seconds) {
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
  return text + WaiverLines(config, now_unix_seconds);
}

}  // namespace certsweep::cli
