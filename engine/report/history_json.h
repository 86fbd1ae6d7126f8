// An endpoint's history for programs (docs/history.md). Thread-safe: pure functions.
#ifndef CERTSWEEP_ENGINE_REPORT_HISTORY_JSON_H_
#define CERTSWEEP_ENGINE_REPORT_HISTORY_JSON_H_

#include <cstdint>
#include <string>

#include "engine/report/endpoint_history.h"

namespace certsweep::report {

// One JSON object, with its line end. `latest_run` is the newest of the record; `include_pem`: the certificates
// themselves too.
void AppendHistoryJson(const EndpointHistory& history, int64_t latest_run, bool include_pem, std::string& out);

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_HISTORY_JSON_H_
