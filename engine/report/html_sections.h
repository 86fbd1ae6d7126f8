// The parts of the HTML report that are made here and need no script: head, summary, charts, and the table for paper.
// Thread-safe: pure functions.
#ifndef CERTSWEEP_ENGINE_REPORT_HTML_SECTIONS_H_
#define CERTSWEEP_ENGINE_REPORT_HTML_SECTIONS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "engine/estate/estate.h"
#include "engine/report/html_report.h"
#include "engine/report/html_totals.h"

namespace certsweep::report {

// A key that endpoints with different certificates have, and some of them.
struct SharedKeyUse {
  estate::SharedKeyRow row;
  std::vector<std::string> hosts;
};

struct HtmlReportFacts {
  estate::RunInfo run;
  std::vector<std::string> columns;  // the names of the user's own
  bool whole = true;                 // not of the endpoints alone that a filter lets through
  // Empty where not `whole`.
  std::vector<estate::RunInfo> trend;  // the newest first; `run` is its first
  std::vector<SharedKeyUse> shared_keys;
  uint64_t shared_key_total = 0;
};

// What it was, when, and of which record.
std::string HeadSection(const HtmlReportFacts& facts, const HtmlTotals& totals, const HtmlReportOptions& options);
// A warning that not all of the run is there; empty where it is.
std::string BannerSection(const HtmlReportFacts& facts, const HtmlTotals& totals);
std::string VerdictSection(const HtmlReportFacts& facts, const HtmlTotals& totals);
std::string FindingsSection(const HtmlTotals& totals);
std::string ExpirySection(const HtmlTotals& totals);
std::string CertificatesSection(const HtmlTotals& totals);
std::string TrendSection(const HtmlReportFacts& facts);
std::string SharedKeysSection(const HtmlReportFacts& facts);
// What the words mean: verdicts, and the findings of this run.
std::string GuideSection(const HtmlTotals& totals, const HtmlReportOptions& options);

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_HTML_SECTIONS_H_
