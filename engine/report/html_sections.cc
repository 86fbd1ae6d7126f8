#include "engine/report/html_sections.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/rfc3339.h"
#include "engine/base/text.h"
#include "engine/report/finding_guide.h"
#include "engine/report/html_charts.h"
#include "engine/report/html_text.h"
#include "engine/report/table_text.h"

namespace certsweep::report {
namespace {

using pki::Verdict;

constexpr size_t kLongestText = 400;
constexpr size_t kMostBars = 8;
constexpr size_t kMostFindings = 60;

// The worst first: what stands first is read first.
constexpr std::array kVerdictOrder = {Verdict::kNoncompliant, Verdict::kNotJudged, Verdict::kNoTls,
                                      Verdict::kUnreachable, Verdict::kCompliant};

std::string Word(Verdict verdict) { return std::string(pki::VerdictName(verdict)); }

// "2026-01-02 03:04:05 UTC", as a <time>.
std::string Time(int64_t unix_seconds) {
  const std::string text = base::FormatRfc3339(unix_seconds);
  return absl::StrCat("<time datetime=\"", text, "\">", text.substr(0, 10), " ", text.substr(11, 8), " UTC</time>");
}

std::string Duration(int64_t seconds) {
  if (seconds < 60) return absl::StrCat(seconds, " s");
  if (seconds < 3600) return absl::StrCat(seconds / 60, " min ", seconds % 60, " s");
  return absl::StrCat(seconds / 3600, " h ", seconds % 3600 / 60, " min");
}

std::string Fact(std::string_view name, const std::string& html) {
  if (html.empty()) return {};
  return absl::StrCat("<div><dt>", base::ToAbsl(name), "</dt><dd>", html, "</dd></div>");
}

std::string Where(const HtmlReportOptions& options) {
  std::string text;
  for (const base::ColumnFilter& filter : options.where) {
    absl::StrAppend(&text, text.empty() ? "" : ", ", "<bdi>", HtmlText(filter.ToString(), kLongestText), "</bdi>");
  }
  return text;
}

std::string Ended(const estate::RunInfo& run) {
  if (!run.end) return "not yet";
  const int64_t took = run.end->finished_unix_seconds - run.start.started_unix_seconds;
  return absl::StrCat(Time(run.end->finished_unix_seconds), took > 0 ? " (" + Duration(took) + ")" : "");
}

// How a number differs from that of the run before.
std::string Difference(uint64_t now, uint64_t before, int64_t run) {
  if (now == before) return absl::StrCat("as in run ", run);
  const uint64_t by = now > before ? now - before : before - now;
  return absl::StrCat(now > before ? "+" : "\u2212", GroupedNumber(by), " since run ", run);
}

std::string Tile(Verdict verdict, const HtmlReportFacts& facts, const HtmlTotals& totals) {
  const uint64_t count = totals.counts.verdict(verdict);
  const std::string word = Word(verdict);
  std::string html =
      absl::StrCat("<li class=\"tile ", word, count == 0 ? " zero" : "", "\"><a href=\"#verdict=", word,
                   "\"><span class=\"what\"><svg class=\"mark ", word, "\" aria-hidden=\"true\"><use href=\"#mark-",
                   word, "\"/></svg>", base::ToAbsl(VerdictTitle(verdict)), "</span><strong>", GroupedNumber(count),
                   "</strong><span class=\"share\">", HtmlText(Percent(count, totals.counts.endpoints)), "</span>");
  std::string notes;
  if (verdict == Verdict::kCompliant && totals.counts.compliant_by_waiver > 0) {
    notes = absl::StrCat("<span class=\"note\">", GroupedNumber(totals.counts.compliant_by_waiver),
                         " of them by waiver</span>");
  }
  if (facts.trend.size() > 1) {
    absl::StrAppend(&notes, "<span class=\"note\">",
                    Difference(count, facts.trend[1].verdicts[static_cast<size_t>(verdict)], facts.trend[1].id),
                    "</span>");
  }
  return absl::StrCat(html, notes, "</a></li>\n");
}

std::vector<BarRow> VerdictParts(const HtmlTotals& totals) {
  std::vector<BarRow> parts;
  for (const Verdict verdict : kVerdictOrder) {
    uint64_t count = totals.counts.verdict(verdict);
    if (verdict == Verdict::kCompliant) {
      count -= totals.counts.compliant_by_waiver;
      parts.push_back({"Compliant by waiver", {}, totals.counts.compliant_by_waiver, "waived", {}, {}});
    }
    parts.push_back({std::string(VerdictTitle(verdict)), {}, count, Word(verdict), {}, {}});
  }
  return parts;
}

std::string CodeTitle(const std::string& code) {
  const std::optional<pki::FindingCode> known = pki::FindingCodeFromName(code);
  return known ? std::string(GuideTo(*known).title) : code;
}

std::string CountsCard(std::string_view title, std::string_view what, const TextCounts& counts, uint64_t whole,
                       std::vector<BarRow> first = {}) {
  std::vector<BarRow> rows = std::move(first);
  uint64_t shown = 0;
  for (const auto& [text, count] : counts.Top(kMostBars - rows.size())) {
    rows.push_back({text.empty() ? "(empty)" : text, "q=" + UrlValue("\"" + text + "\""), count, "plain", {}, {}});
    // What was cut is not found by its whole.
    if (text.empty() || text.ends_with("...")) rows.back().link.clear();
    shown += count;
  }
  if (counts.total() > shown) {
    rows.push_back({"Others", {}, counts.total() - shown, "other", {}, {}});
  }
  std::string html = absl::StrCat("<section class=\"card\"><h3>", base::ToAbsl(title), "</h3>");
  if (rows.empty()) return html + "<p class=\"empty\">None was seen.</p></section>\n";
  return html + BarTable(title, what, rows, whole) + "</section>\n";
}

std::string GuideEntry(std::string_view mark, std::string_view title, std::string_view code, std::string_view meaning,
                       std::string_view advice) {
  std::string html = absl::StrCat("<div><dt><svg class=\"mark ", base::ToAbsl(mark),
                                  "\" aria-hidden=\"true\"><use href=\"#mark-", base::ToAbsl(mark), "\"/></svg>",
                                  HtmlText(title), " <code>", HtmlText(code), "</code></dt><dd>", HtmlText(meaning));
  if (!advice.empty()) absl::StrAppend(&html, "<br><span class=\"advice\">What to do: ", HtmlText(advice), ".</span>");
  return html + "</dd></div>\n";
}

}  // namespace

std::string HeadSection(const HtmlReportFacts& facts, const HtmlTotals& totals, const HtmlReportOptions& options) {
  const estate::RunInfo& run = facts.run;
  std::string html = absl::StrCat("<p class=\"over\">Run ", run.id, "</p><h1>", HtmlText(options.title, kLongestText),
                                  "</h1>\n<dl class=\"facts\">");
  const std::string command =
      run.start.command.empty() ? "" : absl::StrCat("<code>", HtmlText(run.start.command, 2000), "</code>");
  const std::string record =
      options.record.empty() ? "" : absl::StrCat("<bdi>", HtmlText(options.record, kLongestText), "</bdi>");
  const std::string version = options.version.empty() ? "" : "certsweep " + HtmlText(options.version, kLongestText);
  return absl::StrCat(html, Fact("Began", Time(run.start.started_unix_seconds)), Fact("Ended", Ended(run)),
                      Fact("Endpoints", GroupedNumber(totals.counts.endpoints)), Fact("Only", Where(options)),
                      Fact("Record", record), Fact("Made by", version), Fact("Command", command), "</dl>\n");
}

std::string BannerSection(const HtmlReportFacts& facts, const HtmlTotals& totals) {
  const estate::RunInfo& run = facts.run;
  std::string text;
  if (!run.end) {
    text = "This run has not ended: it is still going on, or its scan was stopped by force.";
  } else if (run.end->interrupted) {
    text = "This run was interrupted before all of its endpoints were done.";
  } else {
    return {};
  }
  absl::StrAppend(&text, " The report holds the ", GroupedNumber(totals.counts.endpoints), " results there are");
  if (facts.whole && run.start.endpoints > totals.counts.endpoints) {
    absl::StrAppend(&text, ", of ", GroupedNumber(run.start.endpoints), " endpoints or more");
  }
  return absl::StrCat(
      "<div class=\"banner\" role=\"note\"><svg class=\"mark warn\" aria-hidden=\"true\">"
      "<use href=\"#mark-warn\"/></svg><p><strong>Not complete.</strong> ",
      text, ".</p></div>\n");
}

std::string VerdictSection(const HtmlReportFacts& facts, const HtmlTotals& totals) {
  std::string html = "<section aria-labelledby=\"verdicts\"><h2 id=\"verdicts\">Verdicts</h2>\n<ul class=\"tiles\">";
  for (const Verdict verdict : kVerdictOrder) html += Tile(verdict, facts, totals);
  return html + "</ul>\n" + PartsBar("Verdicts as parts of all endpoints", VerdictParts(totals)) + "</section>\n";
}

std::string FindingsSection(const HtmlTotals& totals) {
  std::vector<BarRow> rows;
  for (const auto& [code, count] : OrderedCodes(totals.counts)) {
    if (rows.size() == kMostFindings) break;
    const std::string severity(pki::SeverityName(SeverityOf(code, count)));
    std::string note = severity == "fail" ? "" : severity == "warn" ? "warning" : "information";
    if (count.waived > 0) absl::StrAppend(&note, note.empty() ? "" : ", ", GroupedNumber(count.waived), " waived");
    rows.push_back({CodeTitle(code), "code=" + UrlValue(code), count.endpoints, severity, severity, note});
  }
  std::string html = "<section class=\"card\" aria-labelledby=\"findings\"><h2 id=\"findings\">Findings</h2>";
  if (rows.empty()) return html + "<p class=\"empty\">No endpoint has any.</p></section>\n";
  return html + BarTable("Findings by endpoints that have them", "Finding", rows, totals.counts.endpoints) +
         "</section>\n";
}

std::string CertificatesSection(const HtmlTotals& totals) {
  std::vector<BarRow> self_signed;
  if (totals.self_signed > 0) {
    self_signed.push_back({"Themselves (self-signed)", "code=self_signed", totals.self_signed, "fail", {}, {}});
    // Where they are trusted, the finding is not there to filter by.
    if (!totals.counts.findings.contains("self_signed"))
      self_signed.back() = {"Themselves (self-signed)", {}, totals.self_signed, "plain", {}, {}};
  }
  return absl::StrCat(
      "<section aria-labelledby=\"certificates\"><h2 id=\"certificates\">Certificates and connections</h2>\n"
      "<div class=\"cards\">",
      CountsCard("Issuers", "Issuer", totals.issuers, totals.certificates, std::move(self_signed)),
      CountsCard("Keys", "Key", totals.keys, totals.certificates),
      CountsCard("Signatures", "Signature", totals.signatures, totals.certificates),
      CountsCard("TLS versions", "Version", totals.protocols, totals.protocols.total()), "</div></section>\n");
}

std::string SharedKeysSection(const HtmlReportFacts& facts) {
  std::string html = "<section class=\"card\" aria-labelledby=\"shared\"><h2 id=\"shared\">Shared keys</h2>";
  // The record knows the keys of the run, and no columns.
  if (!facts.whole) return {};
  if (facts.shared_keys.empty()) {
    return html + "<p class=\"empty\">No two different certificates have the same key.</p></section>\n";
  }
  absl::StrAppend(&html, "<p class=\"lead\">", GroupedNumber(facts.shared_key_total),
                  facts.shared_key_total == 1 ? " key is" : " keys are",
                  " served in more than one certificate: who has one such endpoint's key has the others'.");
  if (facts.shared_key_total > facts.shared_keys.size()) {
    absl::StrAppend(&html, " The ", facts.shared_keys.size(), " with most endpoints:");
  }
  html +=
      "</p><table class=\"list\"><thead><tr><th scope=\"col\">Key (SHA-256 of its SPKI)</th>"
      "<th scope=\"col\" class=\"number\">Endpoints</th><th scope=\"col\" class=\"number\">Certificates</th>"
      "<th scope=\"col\">Hosts</th></tr></thead><tbody>\n";
  for (const SharedKeyUse& use : facts.shared_keys) {
    absl::StrAppend(&html, "<tr><th scope=\"row\"><a href=\"#q=", UrlValue(use.row.spki_sha256), "\"><code title=\"",
                    HtmlText(use.row.spki_sha256), "\">", HtmlText(use.row.spki_sha256.substr(0, 16)),
                    "\u2026</code></a></th><td class=\"number\">", GroupedNumber(use.row.endpoints),
                    "</td><td class=\"number\">", GroupedNumber(use.row.certificates), "</td><td>");
    for (size_t i = 0; i < use.hosts.size(); ++i) {
      absl::StrAppend(&html, i == 0 ? "" : ", ", "<bdi>", HtmlText(use.hosts[i], kLongestText), "</bdi>");
    }
    absl::StrAppend(&html, use.row.endpoints > use.hosts.size() ? ", \u2026" : "", "</td></tr>\n");
  }
  return html + "</tbody></table></section>\n";
}

std::string GuideSection(const HtmlTotals& totals, const HtmlReportOptions& options) {
  std::string html =
      "<section class=\"guide\" aria-labelledby=\"guide\"><h2 id=\"guide\">What the words mean</h2>\n"
      "<h3>Verdicts</h3><dl>";
  for (const Verdict verdict : kVerdictOrder) {
    html += GuideEntry(pki::VerdictName(verdict), VerdictTitle(verdict), pki::VerdictName(verdict),
                       VerdictMeaning(verdict), {});
  }
  html += "</dl>\n";
  if (totals.counts.findings.empty()) return html + "</section>\n";
  html += "<h3>Findings of this run</h3><dl>";
  for (const auto& [code, count] : OrderedCodes(totals.counts)) {
    const std::optional<pki::FindingCode> known = pki::FindingCodeFromName(code);
    const std::string_view meaning = known ? GuideTo(*known).meaning : "A code that this version does not know.";
    const std::string_view advice = known && options.advice ? options.advice(*known) : std::string_view();
    html += GuideEntry(pki::SeverityName(SeverityOf(code, count)), CodeTitle(code), code, meaning, advice);
  }
  return html + "</dl></section>\n";
}

}  // namespace certsweep::report
