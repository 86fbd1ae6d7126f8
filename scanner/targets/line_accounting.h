// What each line of the input brought: something new, or nothing but what lines before it had. Thread-safe: pure.
#ifndef CERTSWEEP_SCANNER_TARGETS_LINE_ACCOUNTING_H_
#define CERTSWEEP_SCANNER_TARGETS_LINE_ACCOUNTING_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "scanner/targets/address_set.h"
#include "scanner/targets/endpoint_index.h"
#include "scanner/targets/exclusions.h"
#include "scanner/targets/spool.h"

namespace certsweep::scanner {

struct LineCounts {
  uint64_t targets = 0;
  uint64_t duplicates = 0;
  uint64_t listed_in_ranges = 0;  // endpoints that are listed and also lie in a network or range
};

// `index` holds all listed endpoints of `spool`, sorted and not yet merged; `ranges` all that is left of networks and
// ranges after exclusion. Time follows the lines: of a network no more addresses are looked at than are listed.
// Internal: the spool failed.
absl::StatusOr<LineCounts> CountLines(const Spool& spool, const EndpointIndex& index, const AddressSet& ranges,
                                      const Exclusions& exclusions, const std::vector<uint16_t>& ports);

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_TARGETS_LINE_ACCOUNTING_H_
