// HtmlReport: a run as one HTML file that needs nothing else: no network, no script from elsewhere, fit to be mailed,
// read from a disk and printed. docs/reports.md tells what is on it. Thread rule: of the record.
#ifndef CERTSWEEP_ENGINE_REPORT_HTML_REPORT_H_
#define CERTSWEEP_ENGINE_REPORT_HTML_REPORT_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "engine/base/column_filter.h"
#include "engine/estate/estate.h"
#include "engine/pki/finding.h"
#include "engine/report/text_sink.h"

namespace certsweep::report {

struct HtmlReportOptions {
  std::string title = "TLS certificate report";
  std::string record;                     // what to call the record
  std::string version;                    // of certsweep
  std::vector<base::ColumnFilter> where;  // only the results that all of them match
  // What to do about a finding, in a line; empty: nothing to say. May be unset.
  std::function<std::string_view(pki::FindingCode)> advice;
};

// Writes a run of `estate`, piece by piece; the memory does not grow with the run. The same record and options give the
// same bytes. Errors are those of the record and of `sink`. DataLoss: a line of the record can't be read.
absl::Status WriteHtmlReport(estate::Estate& estate, const estate::RunInfo& run, const HtmlReportOptions& options,
                             const TextSink& sink);

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_HTML_REPORT_H_
