// The lines of a run, out of the record, one after the other. Thread rule: of the record.
#ifndef CERTSWEEP_ENGINE_REPORT_RUN_LINES_H_
#define CERTSWEEP_ENGINE_REPORT_RUN_LINES_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/estate/estate.h"
#include "engine/report/result_line.h"
#include "engine/report/text_sink.h"

namespace certsweep::report {

// Calls `take` with each result of the run until it returns an error, which is then the answer. DataLoss: a line of the
// record can't be read; it says which. In the order of the record, each endpoint once.
absl::Status VisitLines(estate::Estate& estate, int64_t run,
                        const std::function<absl::Status(const ResultLine&)>& take);

// The same for reading what the record tells without the line itself.
absl::Status VisitRows(estate::Estate& estate, int64_t run,
                       const std::function<absl::Status(const estate::ResultRow&)>& take);

// The names of the user's own columns that some result of the run has, in the order of their inventories. DataLoss as
// above.
absl::StatusOr<std::vector<std::string>> ColumnNames(estate::Estate& estate, int64_t run);

// `report jsonl`: the lines that the scan has written, or would have.
absl::Status WriteJsonlReport(estate::Estate& estate, int64_t run, const TextSink& sink);
// `report csv`: the same as rows, with a header.
absl::Status WriteCsvReport(estate::Estate& estate, int64_t run, const TextSink& sink);

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_RUN_LINES_H_
