// `certsweep runs`: the runs on record, for people and for programs. Thread-safe: pure functions.
#ifndef CERTSWEEP_ENGINE_REPORT_RUN_LIST_H_
#define CERTSWEEP_ENGINE_REPORT_RUN_LIST_H_

#include <string>
#include <string_view>
#include <vector>

#include "engine/estate/estate.h"
#include "engine/report/table_text.h"

namespace certsweep::report {

enum class RunState : uint8_t {
  kWhole,        // came to all of its endpoints
  kInterrupted,  // was stopped
  kUnfinished,   // has no end: it is running, or was killed
};

RunState StateOf(const estate::RunInfo& run);
std::string_view RunStateName(RunState state);  // "whole", "interrupted", "unfinished"

// Seconds from its beginning to its end, or else to its last result.
int64_t DurationOf(const estate::RunInfo& run);
// "42 s", "5 min 03 s", "2 h 07 min".
std::string DurationText(int64_t seconds);

// A row a run, in the order given.
std::string RenderRuns(const std::vector<estate::RunInfo>& runs, const TableOptions& options);

// With its line end.
void AppendRunJson(const estate::RunInfo& run, std::string& out);

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_RUN_LIST_H_
