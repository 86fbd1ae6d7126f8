// HtmlTotals: a run's results in numbers, beside RunTotals: what the summary of the HTML report is made of. Its memory
// is bounded, however many results there are and whatever they hold. Not thread-safe.
#ifndef CERTSWEEP_ENGINE_REPORT_HTML_TOTALS_H_
#define CERTSWEEP_ENGINE_REPORT_HTML_TOTALS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/pki/finding.h"
#include "engine/report/result_line.h"
#include "engine/report/run_totals.h"

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

struct HtmlTotals {
  explicit HtmlTotals(int64_t now_unix_seconds) : expiry(now_unix_seconds) {}

  void Add(const ResultLine& result);

  RunTotals counts;
  uint64_t certificates = 0;  // endpoints that showed one
  uint64_t self_signed = 0;   // of them; not in `issuers`
  TextCounts issuers, keys, signatures, protocols;
  ExpiryCalendar expiry;
};

// The worst severity that the code has in some finding that is not waived; that of the code itself where all are.
pki::Severity SeverityOf(std::string_view code, const CodeTotals& totals);

// The codes by severity, the worst first, then the most frequent first.
std::vector<std::pair<std::string, CodeTotals>> OrderedCodes(const RunTotals& totals);

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_HTML_TOTALS_H_
