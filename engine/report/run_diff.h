// What changed between two runs of the record, one endpoint after the other, and how often of what kind. Memory: that
// of one change, and of the keys that are shared in either run. Thread rule: of the record.
#ifndef CERTSWEEP_ENGINE_REPORT_RUN_DIFF_H_
#define CERTSWEEP_ENGINE_REPORT_RUN_DIFF_H_

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "engine/estate/estate.h"
#include "engine/report/run_change.h"

namespace certsweep::report {

struct DiffCounts {
  uint64_t changes = 0;  // endpoints that changed
  uint64_t worse = 0;    // of these
  // Of each kind; an endpoint counts for every kind that it is of.
  std::array<uint64_t, kChangeKindCount> kinds{};
  uint64_t newly_shared_keys = 0;  // keys that are shared in the later run and were not in the earlier one
  // Endpoints that only one of the runs has, where the other one did not come to its end: it may not have come to them,
  // so they are no changes.
  uint64_t not_compared = 0;

  uint64_t Of(ChangeKind kind) const { return kinds[static_cast<size_t>(kind)]; }
  friend bool operator==(const DiffCounts&, const DiffCounts&) = default;
};

// Whether a run came to all of its endpoints.
bool EndedWhole(const estate::RunInfo& run);

// How many keys several endpoints of the later run share; none: not known.
using SharedKeyCount = std::optional<uint64_t>;

// Calls `take` with each change until it returns false, in the order in which the record has them. Errors of the
// record; DataLoss: a line in it can't be read.
absl::StatusOr<DiffCounts> CompareRuns(estate::Estate& estate, const estate::RunInfo& before,
                                       const estate::RunInfo& after, const std::function<bool(const RunChange&)>& take,
                                       SharedKeyCount shared_keys = std::nullopt);

// "12 newly failing, 1 appeared, 3 mended": kinds that there are none of are left out. Empty: no change of any kind.
std::string DescribeCounts(const DiffCounts& counts);

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_RUN_DIFF_H_
