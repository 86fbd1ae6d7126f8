// [[waiver]]: what an organisation has decided to live with, and until when.
#include <array>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "engine/base/text.h"
#include "engine/config/section.h"

namespace certsweep::config {

namespace {

probe::Waiver& Waiver(const ValueReader& reader) { return reader.draft().waiver.waiver; }

void ReadHost(const ValueReader& reader) {
  const auto item = reader.Text();
  if (!item) return;
  auto host = probe::ParseTarget(item->text);
  if (!host.ok()) return reader.Complain(item->line, base::ToStd(host.status().message()));
  Waiver(reader).host = *std::move(host);
  reader.draft().waiver.host = item->text;
}

void ReadWhere(const ValueReader& reader) {
  const auto item = reader.Text();
  if (!item) return;
  auto where = base::ColumnFilter::Parse(item->text);
  if (!where.ok()) return reader.Complain(item->line, base::ToStd(where.status().message()));
  Waiver(reader).where = *std::move(where);
}

std::vector<std::string_view> WaivableCodes() {
  std::vector<std::string_view> names;
  for (int i = 0; i < pki::kFindingCodeCount; ++i) {
    const auto code = static_cast<pki::FindingCode>(i);
    if (probe::WhyNotWaivable(code).empty()) names.push_back(pki::FindingCodeName(code));
  }
  return names;
}

void ReadCodes(const ValueReader& reader) {
  for (const ValueReader::Item& item : reader.Strings()) {
    const auto code = pki::FindingCodeFromName(item.text);
    if (!code) {
      reader.ComplainAbout(item, absl::StrCat("is no code of a finding", Suggestion(item.text, WaivableCodes())));
    } else if (const std::string_view why = probe::WhyNotWaivable(*code); !why.empty()) {
      reader.ComplainAbout(item, why);
    } else {
      Waiver(reader).codes.set(static_cast<size_t>(*code));
    }
  }
}

void ReadReason(const ValueReader& reader) {
  const auto item = reader.Text();
  if (!item) return;
  Waiver(reader).reason = std::string(absl::StripAsciiWhitespace(item->text));
  if (Waiver(reader).reason.empty()) reader.Complain(item->line, "is blank: somebody will ask");
}

void ReadUntil(const ValueReader& reader) {
  const TomlValue& value = reader.value();
  if (value.kind != TomlValue::Kind::kTime && value.kind != TomlValue::Kind::kString) {
    return reader.ComplainOfKind("a date such as 2026-12-31, or a time such as 2026-12-31T12:00:00Z");
  }
  auto until = probe::WaiverEnd::Parse(value.text);
  if (!until.ok()) return reader.Complain(value.line, base::ToStd(until.status().message()));
  Waiver(reader).until = *std::move(until);
}

constexpr std::array kSettings = {
    Setting{.key = "host",
            .comment = "Of which endpoints: a host, with or without its port, an address, a network or a range.",
            .value = R"("sps-0007.corp.example")",
            .is_on = false,
            .read = ReadHost},
    Setting{
        .key = "where",
        .comment = "Or those whose line of the inventory has this value in a column of its own. Both: both must match.",
        .value = R"("site=leeds")",
        .is_on = false,
        .read = ReadWhere},
    Setting{.key = "codes",
            .comment = "Which findings.",
            .value = R"(["self_signed", "name_mismatch"])",
            .is_on = false,
            .read = ReadCodes,
            .is_needed = true},
    Setting{.key = "reason",
            .comment = "Why. It stands beside each finding that is waived.",
            .value = R"("replaced with the rack in June, CHG-4711")",
            .is_on = false,
            .read = ReadReason,
            .is_needed = true},
    Setting{.key = "until",
            .comment = "The last day, to its end in UTC; or a time such as 2026-12-31T12:00:00Z.",
            .value = "2026-12-31",
            .is_on = false,
            .read = ReadUntil,
            .is_needed = true},
};

void EndWaiver(const TomlTable& table, Draft* draft, ProblemLog* problems) {
  if (table.Find("host") == nullptr && table.Find("where") == nullptr)
    problems->Add(table.line, "waiver: has neither `host` nor `where`: it is about nothing");
  ComplainOfMissing("waiver", {}, WaiverSection(), table, problems);
  draft->waiver.line = table.line;
  draft->config.waivers.push_back(std::exchange(draft->waiver, {}));
}

}  // namespace

const Section& WaiverSection() {
  static constexpr Section kSection = {
      .name = "waiver",
      .comment =
          "What is known and accepted for a time; a [[waiver]] for each. What is waived is still told, and does\n"
          "not count for the verdict. For `scan` alone: `verify` has no endpoints.",
      .settings = kSettings,
      .form = Section::Form::kList,
      .end_table = EndWaiver};
  return kSection;
}

}  // namespace certsweep::config
