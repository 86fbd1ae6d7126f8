// LabMix: which share of an estate is of which kind. Pure functions; thread-safe.
#ifndef CERTSWEEP_BENCH_LAB_LAB_MIX_H_
#define CERTSWEEP_BENCH_LAB_LAB_MIX_H_

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "bench/lab/lab_kinds.h"

namespace certsweep::lab {

// Shares are relative: they need not add up to 1.
using LabMix = std::vector<std::pair<LabKind, double>>;

// "good-rsa=0.9,silent=0.1"; a kind alone has the share 1. InvalidArgument names what is wrong: an unknown kind (with
// the known ones), a share that is no number of 0 or more, a kind given twice, nothing over 0 at all.
absl::StatusOr<LabMix> ParseLabMix(std::string_view text);

// All kinds, a healthy majority.
LabMix DefaultLabMix();

// `endpoints` kinds in an order that depends on the arguments alone. Counts are exact by largest remainder (ties: the
// kind named first). An empty mix is the default one. REQUIRES: endpoints >= 0 and no share below 0.
std::vector<LabKind> AssignKinds(const LabMix& mix, int endpoints, uint64_t seed);

}  // namespace certsweep::lab

#endif  // CERTSWEEP_BENCH_LAB_LAB_MIX_H_
