#include "engine/report/html_paper.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/rfc3339.h"
#include "engine/report/html_text.h"
#include "engine/report/table_text.h"

namespace certsweep::report {
namespace {

// On paper nobody can open what is cut, so it is cut late; a subject of 64 KB fills no page all the same.
constexpr size_t kLongest = 300;
constexpr size_t kMostReasons = 12;

std::string Reasons(const ResultLine& result) {
  std::string html;
  size_t told = 0, left = 0;
  for (const FindingLine& finding : result.findings) {
    if (finding.severity == pki::Severity::kInfo) continue;
    if (told++ >= kMostReasons) {
      ++left;
      continue;
    }
    absl::StrAppend(&html, "<li><code>", HtmlText(finding.code, kLongest), "</code> ",
                    finding.severity == pki::Severity::kWarn ? "(warning) " : "", finding.waived ? "(waived) " : "",
                    HtmlText(finding.message, kLongest), "</li>");
  }
  if (left > 0) absl::StrAppend(&html, "<li>and ", left, " more</li>");
  return html;
}

std::string Row(const ResultLine& result) {
  const std::string expires =
      result.leaf ? base::FormatRfc3339(result.leaf->not_after).substr(0, 10) : std::string("unknown");
  std::string html =
      absl::StrCat("<tr><th scope=\"row\"><bdi>", HtmlText(result.host, kLongest), "</bdi>:", result.port,
                   "<br><small>", HtmlText(result.address, kLongest), "</small></th><td>");
  if (result.leaf) {
    absl::StrAppend(&html, "<bdi>", HtmlText(result.leaf->subject, kLongest), "</bdi><br><small>issued by <bdi>",
                    HtmlText(result.leaf->issuer, kLongest), "</bdi>; ", HtmlText(result.leaf->KeyText(), kLongest),
                    "</small>");
  }
  return absl::StrCat(html, "</td><td class=\"date\">", expires, "</td><td><ul>", Reasons(result), "</ul></td></tr>\n");
}

}  // namespace

void HtmlPaper::Add(const ResultLine& result) {
  if (result.verdict != pki::Verdict::kNoncompliant) return;
  ++total_;
  std::tuple key(result.host, result.address, result.port);
  if (rows_.size() >= kMostRows && key > rows_.rbegin()->first) return;
  rows_.insert_or_assign(std::move(key), Row(result));
  if (rows_.size() > kMostRows) rows_.erase(std::prev(rows_.end()));
}

std::string HtmlPaper::Render() const {
  std::string html =
      "<section class=\"paper\" aria-labelledby=\"paper-title\"><h2 id=\"paper-title\">Noncompliant endpoints</h2>\n";
  if (rows_.empty()) return html + "<p>None.</p></section>\n";
  absl::StrAppend(&html, "<p>", GroupedNumber(total_), total_ == 1 ? " endpoint" : " endpoints", ", by host");
  if (total_ > rows_.size()) {
    absl::StrAppend(&html, "; the first ", GroupedNumber(rows_.size()),
                    " are here, the others in this report on a screen");
  }
  html +=
      ".</p>\n<table><thead><tr><th scope=\"col\">Endpoint</th><th scope=\"col\">Certificate</th>"
      "<th scope=\"col\">Expires</th><th scope=\"col\">Reasons</th></tr></thead><tbody>\n";
  for (const auto& [key, row] : rows_) html += row;
  return html + "</tbody></table></section>\n";
}

}  // namespace certsweep::report
