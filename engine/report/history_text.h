// An endpoint's history for people. Thread-safe: pure functions.
#ifndef CERTSWEEP_ENGINE_REPORT_HISTORY_TEXT_H_
#define CERTSWEEP_ENGINE_REPORT_HISTORY_TEXT_H_

#include <cstdint>
#include <string>

#include "engine/report/endpoint_history.h"
#include "engine/report/table_text.h"

namespace certsweep::report {

// What it is now, what it has been, what it served and what was asked for. `latest_run` is the newest of the record.
std::string RenderHistory(const EndpointHistory& history, int64_t latest_run, const TableOptions& options);

// Every certificate that it ever served as PEM, the oldest first, each under a line of comment that says what it is and
// when it was served.
std::string RenderHistoryPem(const EndpointHistory& history);

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_HISTORY_TEXT_H_
