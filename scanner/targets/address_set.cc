#include "scanner/targets/address_set.h"

namespace certsweep::scanner {

namespace {

Interval ToInterval(const AddressRange& range) { return {AddressNumber(range.first), AddressNumber(range.last)}; }

void AppendRanges(const std::vector<Interval>& intervals, bool v6, std::vector<AddressRange>& out) {
  for (const Interval& interval : intervals) {
    out.push_back({AddressFromNumber(interval.first, v6), AddressFromNumber(interval.last, v6)});
  }
}

}  // namespace

void AddressSet::Add(const AddressRange& range) { (range.is_v6() ? v6_ : v4_).Add(ToInterval(range)); }

bool AddressSet::Contains(const base::IpAddress& address) const {
  const base::IpAddress unmapped = address.Unmapped();
  return (unmapped.is_v6() ? v6_ : v4_).Contains(AddressNumber(unmapped));
}

std::vector<AddressRange> AddressSet::Missing(const AddressRange& range) const {
  std::vector<AddressRange> missing;
  AppendRanges((range.is_v6() ? v6_ : v4_).Missing(ToInterval(range)), range.is_v6(), missing);
  return missing;
}

std::vector<AddressRange> AddressSet::ranges() const {
  std::vector<AddressRange> all;
  AppendRanges(v4_.intervals(), false, all);
  AppendRanges(v6_.intervals(), true, all);
  return all;
}

}  // namespace certsweep::scanner
