#include "engine/report/run_totals.h"

#include <algorithm>
#include <chrono>
#include <tuple>

#include "engine/base/text.h"

namespace certsweep::report {
namespace {

constexpr int64_t kDay = 86400;
constexpr int64_t kWeek = 7 * kDay;
// The codes are ours; a record that somebody made up may have any.
constexpr size_t kMostCodes = 256;

std::chrono::sys_days DayOf(int64_t unix_seconds) {
  return std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds(std::chrono::seconds(unix_seconds)));
}

int64_t SecondsOf(std::chrono::sys_days day) { return std::chrono::sys_seconds(day).time_since_epoch().count(); }

void AddCodes(const ResultLine& result, std::map<std::string, CodeCount, std::less<>>& codes) {
  std::map<std::string_view, CodeCount> own;
  for (const FindingLine& finding : result.findings) {
    const auto [place, is_new] = own.try_emplace(finding.code, CodeCount{1, 1, finding.severity});
    place->second.severity = std::max(place->second.severity, finding.severity);
    if (!finding.waived) place->second.waived = 0;
  }
  for (const auto& [code, count] : own) {
    auto place = codes.find(code);
    if (place == codes.end()) {
      if (codes.size() >= kMostCodes) continue;
      place = codes.emplace(code, CodeCount{}).first;
    }
    place->second.endpoints += 1;
    place->second.waived += count.waived;
    place->second.severity = std::max(place->second.severity, count.severity);
  }
}

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

bool IsCompliantByWaiver(const ResultLine& result) {
  return result.verdict == pki::Verdict::kCompliant &&
         std::any_of(result.findings.begin(), result.findings.end(), [](const FindingLine& finding) {
           return finding.waived && finding.severity == pki::Severity::kFail;
         });
}

void RunTotals::Add(const ResultLine& result) {
  ++endpoints;
  ++verdicts.at(static_cast<size_t>(result.verdict));
  if (IsCompliantByWaiver(result)) ++compliant_by_waiver;
  if (result.queued.value_or(false)) ++queued;
  AddCodes(result, codes);
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

std::vector<std::pair<std::string, CodeCount>> OrderedCodes(const RunTotals& totals) {
  std::vector<std::pair<std::string, CodeCount>> ordered(totals.codes.begin(), totals.codes.end());
  std::stable_sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) {
    return std::tuple(a.second.severity, a.second.endpoints) > std::tuple(b.second.severity, b.second.endpoints);
  });
  return ordered;
}

}  // namespace certsweep::report
