// RunNews: what a run brought that the one before it did not have, for the summary of a scan. Thread rule: of the
// record.
#ifndef CERTSWEEP_ENGINE_REPORT_RUN_NEWS_H_
#define CERTSWEEP_ENGINE_REPORT_RUN_NEWS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "engine/estate/estate.h"
#include "engine/report/run_diff.h"

namespace certsweep::report {

struct RunNews {
  int64_t since = 0;  // the run it is compared with
  DiffCounts counts;
};

// Compares `run` with the newest earlier one that ended whole; none: there is no such run. Call it after the run has
// ended: what a run that did not end whole has not come to does not count as disappeared. Errors of the record;
// NotFound: it has no run `run`. `shared_keys`: of it.
absl::StatusOr<std::optional<RunNews>> FindRunNews(estate::Estate& estate, int64_t run,
                                                   SharedKeyCount shared_keys = std::nullopt);

// "new since run 41: 12 newly failing, 1 appeared, 3 mended", "nothing new since run 41". No line end.
std::string DescribeNews(const RunNews& news);

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_RUN_NEWS_H_
