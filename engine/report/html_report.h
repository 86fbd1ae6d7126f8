// HtmlReport: a run as one HTML file that needs nothing else: no network, no script from elsewhere, fit to be mailed,
// read from a disk and printed. docs/reports.md tells what is on it.
#ifndef CERTSWEEP_ENGINE_REPORT_HTML_REPORT_H_
#define CERTSWEEP_ENGINE_REPORT_HTML_REPORT_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "engine/estate/estate.h"
#include "engine/pki/finding.h"

namespace certsweep::report {

struct HtmlReportOptions {
  std::string title = "TLS certificate report";
  std::string record;   // what to call the record
  std::string version;  // of certsweep
  // What to do about a finding, in a line; empty: nothing to say. May be unset.
  std::function<std::string_view(pki::FindingCode)> advice;
};

// Takes the next piece of the file. What it returns other than OK ends the report, and is returned.
using HtmlSink = std::function<absl::Status(std::string_view)>;

// Writes run `run` of `record`, piece by piece; the memory does not grow with the run. The same record and options give
// the same bytes. NotFound: there is no such run. DataLoss: a result is not what one can be; names its endpoint. Else
// what the record or `write` said.
absl::Status WriteHtmlReport(estate::Estate& record, int64_t run, const HtmlReportOptions& options,
                             const HtmlSink& write);

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_HTML_REPORT_H_
