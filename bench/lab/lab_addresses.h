// AddressWalk: the loopback addresses of an estate, in order, without the last octets 0 and 255, and back from an
// address to its place. Values; thread-safe.
#ifndef CERTSWEEP_BENCH_LAB_LAB_ADDRESSES_H_
#define CERTSWEEP_BENCH_LAB_LAB_ADDRESSES_H_

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "engine/base/ip_address.h"

namespace certsweep::lab {

class AddressWalk {
 public:
  // InvalidArgument where `first` is not in 127.0.0.0/8, ends in 0 or 255, or has fewer than `count` after it.
  static absl::StatusOr<AddressWalk> Create(const base::IpAddress& first, int count);

  // REQUIRES: 0 <= index < count. In host order.
  uint32_t At(int index) const;
  // The place of an address (in host order), if it has one.
  std::optional<int> IndexOf(uint32_t address) const;

 private:
  AddressWalk(uint32_t first_ordinal, int count) : first_ordinal_(first_ordinal), count_(count) {}
  uint32_t first_ordinal_;
  int count_;
};

}  // namespace certsweep::lab

#endif  // CERTSWEEP_BENCH_LAB_LAB_ADDRESSES_H_
