// A run in words. Thread-safe: pure functions.
#ifndef CERTSWEEP_ENGINE_REPORT_RUN_TEXT_H_
#define CERTSWEEP_ENGINE_REPORT_RUN_TEXT_H_

#include <cstdint>
#include <string>

#include "engine/estate/estate.h"
#include "engine/report/table_text.h"

namespace certsweep::report {

// "run 7 was interrupted: ..."; empty where the run is a whole one. One line, for whoever takes its results for all.
std::string IncompleteRunNote(const estate::RunInfo& run);

// What a report of the run is of the time of: its end, else its last result, else its beginning.
int64_t TimeOfRun(const estate::RunInfo& run);

// Number, beginning, end and command, a line each.
std::string RenderRunHead(const estate::RunInfo& run, const TableOptions& options);

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_RUN_TEXT_H_
