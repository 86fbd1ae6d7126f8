#include "engine/report/html_totals.h"

#include <algorithm>
#include <chrono>
#include <optional>

#include "engine/base/text.h"

namespace certsweep::report {
namespace {

constexpr int64_t kDay = 86400;
constexpr int64_t kWeek = 7 * kDay;
std::chrono::sys_days DayOf(int64_t unix_seconds) {
  return std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds(std::chrono::seconds(unix_seconds)));
}

int64_t SecondsOf(std::chrono::sys_days day) { return std::chrono::sys_seconds(day).time_since_epoch().count(); }

}  // namespace

void TextCounts::Add(std::string_view text) {
  ++total_;
  const std::string cut = base::DisplayText(text, kMostBytes);
  const auto place = counts_.find(cut);
  if (place != counts_.end()) {
    ++place->second;
  } else if (counts_.size() < kMostTexts) {
    counts_.emplace(cut, 1);
  }
}

std::vector<std::pair<std::string, uint64_t>> TextCounts::Top(size_t limit) const {
  std::vector<std::pair<std::string, uint64_t>> top(counts_.begin(), counts_.end());
  std::stable_sort(top.begin(), top.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  if (top.size() > limit) top.resize(limit);
  return top;
}

ExpiryCalendar::ExpiryCalendar(int64_t now_unix_seconds) : now_(now_unix_seconds) {
  const std::chrono::year_month_day today(DayOf(now_));
  std::chrono::year_month month = today.year() / today.month();
  for (int64_t& start : month_starts_) {
    start = SecondsOf(std::chrono::sys_days(month / std::chrono::day(1)));
    month += std::chrono::months(1);
  }
}

int64_t ExpiryCalendar::WeekStart(size_t index) const {
  return SecondsOf(DayOf(now_)) + static_cast<int64_t>(index) * kWeek;
}

int64_t ExpiryCalendar::MonthStart(size_t index) const { return month_starts_.at(index); }

void ExpiryCalendar::Add(int64_t not_after) {
  if (not_after < now_) {
    ++expired_;
    return;
  }
  const int64_t week = (not_after - WeekStart(0)) / kWeek;
  ++(week < static_cast<int64_t>(kWeeks) ? weeks_.at(static_cast<size_t>(week)) : after_weeks_);
  const auto next = std::upper_bound(month_starts_.begin(), month_starts_.end(), not_after);
  const auto month = static_cast<size_t>(next - month_starts_.begin()) - 1;
  ++(month < kMonths ? months_.at(month) : after_months_);
}

void HtmlTotals::Add(const ResultLine& result) {
  counts.Count(result);
  if (!result.tls_version.empty()) protocols.Add(result.tls_version);
  if (!result.leaf) return;
  ++certificates;
  if (result.leaf->self_signed) {
    // Each has an issuer of its own: one number says more than as many names.
    ++self_signed;
  } else {
    issuers.Add(result.leaf->issuer);
  }
  keys.Add(result.leaf->KeyText());
  signatures.Add(result.leaf->signature);
  expiry.Add(result.leaf->not_after);
}

pki::Severity SeverityOf(std::string_view code, const CodeTotals& totals) {
  for (const pki::Severity severity : {pki::Severity::kFail, pki::Severity::kWarn, pki::Severity::kInfo}) {
    if (totals.Of(severity) > 0) return severity;
  }
  const std::optional<pki::FindingCode> known = pki::FindingCodeFromName(code);
  return known ? pki::DefaultSeverity(*known) : pki::Severity::kInfo;
}

std::vector<std::pair<std::string, CodeTotals>> OrderedCodes(const RunTotals& totals) {
  std::vector<std::pair<std::string, CodeTotals>> ordered(totals.findings.begin(), totals.findings.end());
  const auto rank = [](const auto& code) {
    return std::pair(SeverityOf(code.first, code.second), code.second.endpoints);
  };
  std::stable_sort(ordered.begin(), ordered.end(), [&rank](const auto& a, const auto& b) { return rank(a) > rank(b); });
  return ordered;
}

}  // namespace certsweep::report
