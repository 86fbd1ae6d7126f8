// `report table`: a run as its scan has shown it in the end, for people: what is wrong, what it comes to, what expires
// next. Thread rule: of the record.
#ifndef CERTSWEEP_ENGINE_REPORT_TABLE_REPORT_H_
#define CERTSWEEP_ENGINE_REPORT_TABLE_REPORT_H_

#include <cstddef>
#include <vector>

#include "absl/status/status.h"
#include "engine/base/column_filter.h"
#include "engine/estate/estate.h"
#include "engine/report/text_sink.h"

namespace certsweep::report {

struct TableReportOptions {
  bool all = false;  // every row, and memory for all of them; else the worst 50
  bool color = false;
  size_t width = 0;  // of the terminal; 0: nothing is cut
  // Of the results that match alone. What can't be told of a part is left out: shared keys, and the queue of the
  // record.
  std::vector<base::ColumnFilter> where = {};
};

// Errors are those of the record and of `sink`. DataLoss: a line of the record can't be read.
absl::Status WriteTableReport(estate::Estate& estate, const estate::RunInfo& run, const TableReportOptions& options,
                              const TextSink& sink);

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_TABLE_REPORT_H_
