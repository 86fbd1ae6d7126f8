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
#include "engine/report/result_line.h"
#include "engine/report/run_totals.h"

namespace certsweep::report {
namespace {

constexpr size_t kTrendRuns = 60;
constexpr int kSharedKeys = 20;
constexpr size_t kHostsOfKey = 5;

absl::StatusOr<HtmlReportFacts> ReadFacts(estate::Estate& record, int64_t run) {
  const absl::StatusOr<std::optional<estate::RunInfo>> found = record.FindRun(run);
  if (!found.ok()) return found.status();
  if (!*found) return absl::NotFoundError(absl::StrCat("there is no run ", run));
  HtmlReportFacts facts;
  facts.run = **found;
  absl::Status status = record.VisitRuns([&](const estate::RunInfo& info) {
    if (info.id <= run) facts.trend.push_back(info);
    return facts.trend.size() < kTrendRuns;
  });
  if (!status.ok()) return status;
  absl::StatusOr<std::vector<estate::SharedKeyRow>> keys = record.SharedKeys(run, kSharedKeys, &facts.shared_key_total);
  if (!keys.ok()) return keys.status();
  for (estate::SharedKeyRow& key : *keys) {
    SharedKeyUse& use = facts.shared_keys.emplace_back(SharedKeyUse{std::move(key), {}});
    const std::optional<base::Sha256Digest> digest = base::Sha256FromHex(use.row.spki_sha256);
    if (!digest) continue;
    status = record.VisitEndpointsOfKey(run, *digest, [&use](const estate::KeyUse& one) {
      use.hosts.push_back(one.endpoint.host);
      return use.hosts.size() < kHostsOfKey;
    });
    if (!status.ok()) return status;
  }
  return facts;
}

// The source expression of a policy that lets this very text be used.
std::string HashSource(std::string_view text) {
  return absl::StrCat("'sha256-", absl::Base64Escape(base::ToAbsl(base::AsText(base::Sha256(base::AsBytes(text))))), "'");
}

std::string ContentPolicy() {
  return absl::StrCat("default-src 'none'; style-src ", HashSource(kReportCss), "; script-src ", HashSource(kReportJs),
                      "; base-uri 'none'; form-action 'none'");
}

// What the script has to know beside the rows.
std::string MetaElement(const HtmlReportFacts& facts, const RunTotals& totals, const std::vector<std::string>& columns,
                        const HtmlReportOptions& options) {
  std::string json = absl::StrCat("{\"run\":", facts.run.id, ",\"now\":", facts.run.start.started_unix_seconds,
                                  ",\"columns\":[");
  for (size_t i = 0; i < columns.size(); ++i) absl::StrAppend(&json, i == 0 ? "" : ",", ScriptJsonString(columns[i]));
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
  for (const auto& [code, count] : totals.codes) append(code);
  if (!totals.codes.contains("shared_key")) append("shared_key");
  return absl::StrCat("<script type=\"application/json\" id=\"meta\">", json, "}}</script>\n");
}

class Writer {
 public:
  Writer(estate::Estate& record, HtmlReportFacts facts, const HtmlReportOptions& options, const HtmlSink& write)
      : record_(record),
        facts_(std::move(facts)),
        options_(options),
        write_(write),
        totals_(facts_.run.start.started_unix_seconds),
        rows_(facts_.run.start.started_unix_seconds) {}

  // The page, with what belongs there in place of each {{name}}.
  absl::Status Write() {
    std::string_view rest = kReportHtml;
    for (size_t open = rest.find("{{"); open != std::string_view::npos; open = rest.find("{{")) {
      const size_t close = rest.find("}}", open);
      if (close == std::string_view::npos) break;
      if (absl::Status status = write_(rest.substr(0, open)); !status.ok()) return status;
      if (absl::Status status = WritePart(rest.substr(open + 2, close - open - 2)); !status.ok()) return status;
      rest.remove_prefix(close + 2);
    }
    return write_(rest);
  }

 private:
  absl::Status WritePart(std::string_view name) {
    if (name == "rows") return WriteRows();
    return write_(Part(name));
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
    if (name == "meta") return MetaElement(facts_, totals_, rows_.columns(), options_);
    return {};
  }

  absl::Status WriteRows() {
    absl::Status status;
    const absl::Status visited = record_.VisitResults(facts_.run.id, {}, [&](const estate::ResultRow& row) {
      status = AddRow(row);
      return status.ok();
    });
    if (!status.ok()) return status;
    if (!visited.ok()) return visited;
    return rows_.empty() ? absl::OkStatus() : write_(rows_.Take());
  }

  absl::Status AddRow(const estate::ResultRow& row) {
    const absl::StatusOr<ResultLine> result = ParseResultLine(row.json);
    if (!result.ok()) {
      return absl::DataLossError(absl::StrCat("run ", facts_.run.id, ", ", base::DisplayText(row.host), ":", row.port,
                                              ": its result can't be read: ", result.status().message()));
    }
    totals_.Add(*result);
    paper_.Add(*result);
    rows_.Add(*result);
    return rows_.IsFull() ? write_(rows_.Take()) : absl::OkStatus();
  }

  estate::Estate& record_;
  const HtmlReportFacts facts_;
  const HtmlReportOptions& options_;
  const HtmlSink& write_;
  RunTotals totals_;
  HtmlRows rows_;
  HtmlPaper paper_;
};

}  // namespace

absl::Status WriteHtmlReport(estate::Estate& record, int64_t run, const HtmlReportOptions& options,
                             const HtmlSink& write) {
  absl::StatusOr<HtmlReportFacts> facts = ReadFacts(record, run);
  if (!facts.ok()) return facts.status();
  return Writer(record, *std::move(facts), options, write).Write();
}

}  // namespace certsweep::report
