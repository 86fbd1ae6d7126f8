// Results as CSV, for spreadsheets and scripts (RFC 4180; lines end with LF): what a scan writes and what a report out
// of the record does. Nothing that a terminal would obey passes, and no formula that a spreadsheet would run.
// Thread-safe: pure functions.
#ifndef CERTSWEEP_ENGINE_REPORT_CSV_ROWS_H_
#define CERTSWEEP_ENGINE_REPORT_CSV_ROWS_H_

#include <span>
#include <string>

#include "engine/report/result_line.h"

namespace certsweep::report {

// `column_names`: the user's own columns; they come after ours. One that is named like one of ours gets "inventory_"
// before its name.
void AppendCsvHeader(std::span<const std::string> column_names, std::string& out);

// A row of as many cells as the header has. What was not seen, and a column that the result lacks, is an empty cell.
void AppendCsvRow(const ResultLine& line, std::span<const std::string> column_names, std::string& out);

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_CSV_ROWS_H_
