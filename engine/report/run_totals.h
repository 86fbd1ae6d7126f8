// RunTotals: a run's results in numbers: what the summary of a report is made of. Its memory is bounded, however many
// results there are and whatever they hold. Not thread-safe.
#ifndef CERTSWEEP_ENGINE_REPORT_RUN_TOTALS_H_
#define CERTSWEEP_ENGINE_REPORT_RUN_TOTALS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/pki/finding.h"
#include "engine/pki/verdict.h"
#include "engine/report/result_line.h"

namespace certsweep::report {

// How often each text came. Of texts beyond the first kMostTexts different ones only their sum is known.
class TextCounts {
 public:
  static constexpr size_t kMostTexts = 4096;
  static constexpr size_t kMostBytes = 200;  // of a text; longer ones are cut, and count as one where they begin alike

  void Add(std::string_view text);
  // The most frequent first, then by text; at most `limit`.
  std::vector<std::pair<std::string, uint64_t>> Top(size_t limit) const;
  uint64_t total() const { return total_; }
  size_t different() const { return counts_.size(); }

 private:
  std::map<std::string, uint64_t, std::less<>> counts_;
  uint64_t total_ = 0;
};

// When leaf certificates end, as seen from a day.
class ExpiryCalendar {
 public:
  static constexpr size_t kWeeks = 13;
  static constexpr size_t kMonths = 24;

  explicit ExpiryCalendar(int64_t now_unix_seconds);
  void Add(int64_t not_after);

  uint64_t expired() const { return expired_; }
  // Of certificates that are valid: [i] ends i weeks after the day of `now`, or in the i-th calendar month from its
  // own on.
  const std::array<uint64_t, kWeeks>& weeks() const { return weeks_; }
  const std::array<uint64_t, kMonths>& months() const { return months_; }
  uint64_t after_weeks() const { return after_weeks_; }
  uint64_t after_months() const { return after_months_; }

  // The first day of a week, and of a month, in seconds since the epoch; `index` may be one past the last.
  int64_t WeekStart(size_t index) const;
  int64_t MonthStart(size_t index) const;

 private:
  int64_t now_;
  std::array<int64_t, kMonths + 1> month_starts_{};
  std::array<uint64_t, kWeeks> weeks_{};
  std::array<uint64_t, kMonths> months_{};
  uint64_t expired_ = 0, after_weeks_ = 0, after_months_ = 0;
};

struct CodeCount {
  uint64_t endpoints = 0;  // that have the finding
  uint64_t waived = 0;     // of them: each of the endpoint's findings of the code is waived
  pki::Severity severity = pki::Severity::kInfo;  // the worst
};

struct RunTotals {
  explicit RunTotals(int64_t now_unix_seconds) : expiry(now_unix_seconds) {}

  void Add(const ResultLine& result);

  uint64_t verdict(pki::Verdict which) const { return verdicts[static_cast<size_t>(which)]; }

  uint64_t endpoints = 0;
  std::array<uint64_t, pki::kVerdictCount> verdicts{};
  uint64_t compliant_by_waiver = 0;  // of the compliant: a `fail` is waived
  uint64_t certificates = 0;         // endpoints that showed one
  uint64_t self_signed = 0;
  uint64_t queued = 0;
  std::map<std::string, CodeCount, std::less<>> codes;
  TextCounts issuers, keys, signatures, protocols;
  ExpiryCalendar expiry;
};

// Whether it is compliant only because a finding is waived.
bool IsCompliantByWaiver(const ResultLine& result);

// The codes by severity, the worst first, then the most frequent first.
std::vector<std::pair<std::string, CodeCount>> OrderedCodes(const RunTotals& totals);

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_RUN_TOTALS_H_
