#include "engine/report/html_report.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "engine/base/bytes.h"
#include "engine/base/text.h"
#include "engine/report/finding_guide.h"
#include "engine/report/html_page.h"
#include "engine/report/html_paper.h"
#include "engine/report/html_rows.h"
#include "engine/report/html_sections.h"
#include "engine/report/html_text.h"
#include "engine/report/html_totals.h"
#include "engine/report/result_line.h"
#include "engine/report/run_lines.h"
#include "engine/report/run_text.h"

namespace certsweep::report {
namespace {

constexpr size_t kTrendRuns = 60;
constexpr int kSharedKeys = 20;
constexpr size_t kHostsOfKey = 5;

// What the record knows of the run as a whole: the runs before, and shared keys.
absl::Status ReadWhole(estate::Estate& estate, HtmlReportFacts& facts) {
  const estate::RunInfo& run = facts.run;
  absl::Status status = estate.VisitRuns([&](const estate::RunInfo& info) {
    if (info.id <= run.id) facts.trend.push_back(info);
    return facts.trend.size() < kTrendRuns;
  });
  if (!status.ok()) return status;
  absl::StatusOr<std::vector<estate::SharedKeyRow>> keys =
      estate.SharedKeys(run.id, kSharedKeys, &facts.shared_key_total);
  if (!keys.ok()) return keys.status();
  for (estate::SharedKeyRow& key : *keys) {
    SharedKeyUse& use = facts.shared_keys.emplace_back(SharedKeyUse{std::move(key), {}});
    const std::optional<base::Sha256Digest> digest = base::Sha256FromHex(use.row.spki_sha256);
    if (!digest) continue;
    status = estate.VisitEndpointsOfKey(run.id, *digest, [&use](const estate::KeyUse& one) {
      use.hosts.push_back(one.endpoint.host);
      return use.hosts.size() < kHostsOfKey;
    });
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<HtmlReportFacts> ReadFacts(estate::Estate& estate, const estate::RunInfo& run, bool whole) {
  HtmlReportFacts facts;
  facts.run = run;
  facts.whole = whole;
  if (whole) {
    if (absl::Status status = ReadWhole(estate, facts); !status.ok()) return status;
  }
  absl::StatusOr<std::vector<std::string>> columns = ColumnNames(estate, run.id);
  if (!columns.ok()) return columns.status();
  facts.columns = *std::move(columns);
  return facts;
}

// The source expression of a policy that lets this very text be used.
std::string HashSource(std::string_view text) {
  return absl::StrCat("'sha256-", absl::Base64Escape(base::ToAbsl(base::AsText(base::Sha256(base::AsBytes(text))))),
                      "'");
}

std::string ContentPolicy() {
  return absl::StrCat("default-src 'none'; style-src ", HashSource(kReportCss), "; script-src ", HashSource(kReportJs),
                      "; base-uri 'none'; form-action 'none'");
}

// What the script has to know beside the rows.
std::string MetaElement(const HtmlReportFacts& facts, const HtmlTotals& totals, const HtmlReportOptions& options) {
  std::string json = absl::StrCat("{\"run\":", facts.run.id, ",\"now\":", TimeOfRun(facts.run), ",\"columns\":[");
  for (size_t i = 0; i < facts.columns.size(); ++i) {
    absl::StrAppend(&json, i == 0 ? "" : ",", ScriptJsonString(facts.columns[i]));
  }
  json += "],\"codes\":{";
  bool first = true;
  const auto append = [&](std::string_view code) {
    const std::optional<pki::FindingCode> known = pki::FindingCodeFromName(code);
    if (!known) return;
    const FindingGuide guide = GuideTo(*known);
    const std::string_view advice = options.advice ? options.advice(*known) : std::string_view();
    absl::StrAppend(&json, std::exchange(first, false) ? "" : ",", ScriptJsonString(code), ":[",
                    ScriptJsonString(guide.title), ",", ScriptJsonString(guide.meaning), ",", ScriptJsonString(advice),
                    "]");
  };
  for (const auto& [code, count] : totals.counts.findings) append(code);
  if (!totals.counts.findings.contains("shared_key")) append("shared_key");
  return absl::StrCat("<script type=\"application/json\" id=\"meta\">", json, "}}</script>\n");
}

class Writer {
 public:
  Writer(estate::Estate& estate, HtmlReportFacts facts, const HtmlReportOptions& options, const TextSink& sink)
      : estate_(estate),
        facts_(std::move(facts)),
        options_(options),
        sink_(sink),
        totals_(TimeOfRun(facts_.run)),
        rows_(TimeOfRun(facts_.run), facts_.columns) {}

  // The page, with what belongs there in place of each {{name}}.
  absl::Status Write() {
    std::string_view rest = kReportHtml;
    for (size_t open = rest.find("{{"); open != std::string_view::npos; open = rest.find("{{")) {
      const size_t close = rest.find("}}", open);
      if (close == std::string_view::npos) break;
      if (absl::Status status = sink_(rest.substr(0, open)); !status.ok()) return status;
      if (absl::Status status = WritePart(rest.substr(open + 2, close - open - 2)); !status.ok()) return status;
      rest.remove_prefix(close + 2);
    }
    return sink_(rest);
  }

 private:
  absl::Status WritePart(std::string_view name) {
    if (name == "rows") return WriteRows();
    return sink_(Part(name));
  }

  // Those of the summary stand after the rows, which are read but once.
  std::string Part(std::string_view name) const {
    if (name == "policy") return ContentPolicy();
    if (name == "title") return absl::StrCat(HtmlText(options_.title, 400), " \u2013 run ", facts_.run.id);
    if (name == "css") return std::string(kReportCss);
    if (name == "js") return std::string(kReportJs);
    if (name == "head") return HeadSection(facts_, totals_, options_);
    if (name == "banner") return BannerSection(facts_, totals_);
    if (name == "verdicts") return VerdictSection(facts_, totals_);
    if (name == "findings") return FindingsSection(totals_);
    if (name == "expiry") return ExpirySection(totals_);
    if (name == "certificates") return CertificatesSection(totals_);
    if (name == "trend") return TrendSection(facts_);
    if (name == "shared_keys") return SharedKeysSection(facts_);
    if (name == "paper") return paper_.Render();
    if (name == "guide") return GuideSection(totals_, options_);
    if (name == "meta") return MetaElement(facts_, totals_, options_);
    return {};
  }

  absl::Status WriteRows() {
    const absl::Status status = VisitLines(estate_, {facts_.run.id, options_.where}, [this](const ResultLine& result) {
      totals_.Add(result);
      paper_.Add(result);
      rows_.Add(result);
      return rows_.IsFull() ? sink_(rows_.Take()) : absl::OkStatus();
    });
    if (!status.ok() || rows_.empty()) return status;
    return sink_(rows_.Take());
  }

  estate::Estate& estate_;
  const HtmlReportFacts facts_;
  const HtmlReportOptions& options_;
  const TextSink& sink_;
  HtmlTotals totals_;
  HtmlRows rows_;
  HtmlPaper paper_;
};

}  // namespace

absl::Status WriteHtmlReport(estate::Estate& estate, const estate::RunInfo& run, const HtmlReportOptions& options,
                             const TextSink& sink) {
  absl::StatusOr<HtmlReportFacts> facts = ReadFacts(estate, run, options.where.empty());
  if (!facts.ok()) return facts.status();
  return Writer(estate, *std::move(facts), options, sink).Write();
}

}  // namespace certsweep::report
