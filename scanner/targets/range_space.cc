#include "scanner/targets/range_space.h"

#include <algorithm>

#include "absl/numeric/int128.h"
#include "absl/status/status.h"

namespace certsweep::scanner {

namespace {

constexpr uint64_t kMaxEndpoints = uint64_t{1} << 62;

}  // namespace

absl::StatusOr<RangeSpace> RangeSpace::Create(const AddressSet& addresses, const std::vector<uint16_t>& ports) {
  RangeSpace space;
  space.ports_ = ports;
  absl::uint128 total = 0;
  for (const base::AddressRange& range : addresses.ranges()) {
    space.parts_.push_back({range.first, absl::Uint128Low64(total)});
    const absl::uint128 span = base::RangeSpan(range);
    total += span + 1;
    if (span > kMaxEndpoints || total * ports.size() > kMaxEndpoints) {
      return absl::InvalidArgumentError("the networks hold more than 2^62 endpoints: no scan of them would end");
    }
  }
  space.parts_.shrink_to_fit();
  space.size_ = absl::Uint128Low64(total * ports.size());
  return space;
}

std::pair<base::IpAddress, uint16_t> RangeSpace::At(uint64_t number) const {
  const uint64_t address = number / ports_.size();
  const auto after = std::upper_bound(parts_.begin(), parts_.end(), address,
                                      [](uint64_t wanted, const Part& part) { return wanted < part.offset; });
  const Part& part = *std::prev(after);
  return {part.first.Plus(address - part.offset), ports_[number % ports_.size()]};
}

}  // namespace certsweep::scanner
