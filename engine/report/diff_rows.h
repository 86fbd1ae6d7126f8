// Changes for programs: a JSON line or a row of CSV each (docs/history.md, docs/schema/diff.schema.json). Thread-safe:
// pure functions.
#ifndef CERTSWEEP_ENGINE_REPORT_DIFF_ROWS_H_
#define CERTSWEEP_ENGINE_REPORT_DIFF_ROWS_H_

#include <cstdint>
#include <span>
#include <string>

#include "engine/report/run_change.h"

namespace certsweep::report {

// Between which runs.
struct RunPair {
  int64_t before = 0;
  int64_t after = 0;
};

// With its line end.
void AppendDiffJson(const RunChange& change, RunPair runs, std::string& out);

// `column_names`: the user's own columns, after ours; one that is named like one of ours gets "inventory_" before it.
void AppendDiffCsvHeader(std::span<const std::string> column_names, std::string& out);
void AppendDiffCsvRow(const RunChange& change, RunPair runs, std::span<const std::string> column_names,
                      std::string& out);

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_DIFF_ROWS_H_
