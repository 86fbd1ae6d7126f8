// AddressSet: addresses of both families as merged ranges; memory follows the ranges, not the addresses.
// Not thread-safe while it is changed.
#ifndef CERTSWEEP_SCANNER_TARGETS_ADDRESS_SET_H_
#define CERTSWEEP_SCANNER_TARGETS_ADDRESS_SET_H_

#include <vector>

#include "engine/base/address_range.h"
#include "engine/base/ip_address.h"
#include "scanner/targets/interval_set.h"

namespace certsweep::scanner {

class AddressSet {
 public:
  void Add(const base::AddressRange& range);
  // An IPv4-mapped address counts as the IPv4 address in it.
  bool Contains(const base::IpAddress& address) const;
  // The parts of `range` that are not in the set, ascending.
  std::vector<base::AddressRange> Missing(const base::AddressRange& range) const;

  bool empty() const { return v4_.empty() && v6_.empty(); }
  // All ranges: IPv4 first, ascending.
  std::vector<base::AddressRange> ranges() const;

 private:
  IntervalSet v4_;
  IntervalSet v6_;
};

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_TARGETS_ADDRESS_SET_H_
