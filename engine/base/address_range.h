// AddressRange: all addresses of one family from `first` to `last`, and its text forms: a network ("10.0.0.0/24") and a
// range ("10.0.0.1-10.0.0.9", "10.0.0.1-9"). Thread-safe: values and pure functions.
#ifndef CERTSWEEP_ENGINE_BASE_ADDRESS_RANGE_H_
#define CERTSWEEP_ENGINE_BASE_ADDRESS_RANGE_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/numeric/int128.h"
#include "absl/status/statusor.h"
#include "engine/base/ip_address.h"

namespace certsweep::base {

struct AddressRange {
  IpAddress first;
  IpAddress last;  // of the same family, not before `first`

  bool is_v6() const { return first.is_v6(); }
  // "10.0.0.1-10.0.0.9"; an address alone where there is but one. Parses to the same value.
  std::string ToString() const;

  friend bool operator==(const AddressRange&, const AddressRange&) = default;
};

// A network or a range; nothing where `text` is neither meant as one (an address alone, a name). InvalidArgument says
// what is wrong with it. IPv4-mapped networks and ranges (::ffff:10.0.0.0/104) become the IPv4 ones that they are.
absl::StatusOr<std::optional<AddressRange>> ParseAddressRange(std::string_view text);

// The address as a number of its width, and back.
absl::uint128 AddressNumber(const IpAddress& address);
IpAddress AddressFromNumber(absl::uint128 number, bool v6);

// How many addresses follow `first`: the size of the range less one, so that the whole of IPv6 fits.
absl::uint128 RangeSpan(const AddressRange& range);

}  // namespace certsweep::base

#endif  // CERTSWEEP_ENGINE_BASE_ADDRESS_RANGE_H_
