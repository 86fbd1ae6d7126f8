// The closing screen of a scan: what it comes to, for people. Thread-safe: pure.
#ifndef CERTSWEEP_SCANNER_SINKS_SUMMARY_TEXT_H_
#define CERTSWEEP_SCANNER_SINKS_SUMMARY_TEXT_H_

#include <string>

#include "scanner/summary.h"

namespace certsweep::scanner {

struct SummaryTextOptions {
  bool color = false;
  std::string results_name = {};  // the file with the results; empty: none worth naming (standard output)
};

// Several lines, the last one with a line end. Verdicts add up to the endpoints, and the parts of the input to its
// lines.
std::string RenderSummary(const ScanSummary& summary, const SummaryTextOptions& options);

// "3.2 s", "4:05", "1:02:03".
std::string DurationText(int64_t micros);

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_SINKS_SUMMARY_TEXT_H_
