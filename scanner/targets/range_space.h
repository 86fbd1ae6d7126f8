// RangeSpace: the endpoints of all networks and ranges, (addresses x ports), numbered without being expanded.
// Thread-safe: immutable.
#ifndef CERTSWEEP_SCANNER_TARGETS_RANGE_SPACE_H_
#define CERTSWEEP_SCANNER_TARGETS_RANGE_SPACE_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/ip_address.h"
#include "scanner/targets/address_set.h"

namespace certsweep::scanner {

class RangeSpace {
 public:
  RangeSpace() = default;
  // InvalidArgument where there are more than 2^62 endpoints. REQUIRES: `ports` has no duplicates.
  static absl::StatusOr<RangeSpace> Create(const AddressSet& addresses, const std::vector<uint16_t>& ports);

  uint64_t size() const { return size_; }
  // REQUIRES: number < size().
  std::pair<base::IpAddress, uint16_t> At(uint64_t number) const;

 private:
  struct Part {
    base::IpAddress first;
    uint64_t offset = 0;  // addresses in the parts before
  };

  std::vector<Part> parts_;
  std::vector<uint16_t> ports_;
  uint64_t size_ = 0;
};

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_TARGETS_RANGE_SPACE_H_
