// The lines of a run, out of the record, one after the other. Thread rule: of the record.
#ifndef CERTSWEEP_ENGINE_REPORT_RUN_LINES_H_
#define CERTSWEEP_ENGINE_REPORT_RUN_LINES_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/column_filter.h"
#include "engine/estate/estate.h"
#include "engine/report/result_line.h"
#include "engine/report/text_sink.h"

namespace certsweep::report {

// What of a run a report is of.
struct RunSlice {
  int64_t run = 0;
  std::vector<base::ColumnFilter> where = {};  // the results that all of them match; without any: all results
};

// Calls `take` with each result of the slice until it returns an error, which is then the answer. DataLoss: a line of
// the record can't be read; it says which. In the order of the record, each endpoint once.
absl::Status VisitLines(estate::Estate& estate, const RunSlice& slice,
                        const std::function<absl::Status(const ResultLine&)>& take);

// The same for reading what the record tells without the line itself.
absl::Status VisitRows(estate::Estate& estate, const RunSlice& slice,
                       const std::function<absl::Status(const estate::ResultRow&)>& take);

// The names of the user's own columns that some result of the run has, in the order of their inventories. DataLoss as
// above.
absl::StatusOr<std::vector<std::string>> ColumnNames(estate::Estate& estate, int64_t run);

// InvalidArgument: no result of the run has some column of `where`, whatever its value; it says which there are.
absl::Status CheckColumns(estate::Estate& estate, const RunSlice& slice);

// `report jsonl`: the lines that the scan has written, or would have.
absl::Status WriteJsonlReport(estate::Estate& estate, const RunSlice& slice, const TextSink& sink);
// `report csv`: the same as rows, with a header, which has the columns of all results of the run.
absl::Status WriteCsvReport(estate::Estate& estate, const RunSlice& slice, const TextSink& sink);

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_RUN_LINES_H_
