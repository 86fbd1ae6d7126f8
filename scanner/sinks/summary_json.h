// The summary of a scan as one JSON object, as the record keeps it with the run. Thread-safe: pure.
#ifndef CERTSWEEP_SCANNER_SINKS_SUMMARY_JSON_H_
#define CERTSWEEP_SCANNER_SINKS_SUMMARY_JSON_H_

#include <string>

#include "scanner/summary.h"

namespace certsweep::scanner {

// Without a line end. Finding codes that no endpoint had are left out.
std::string SummaryJson(const ScanSummary& summary);

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_SINKS_SUMMARY_JSON_H_
