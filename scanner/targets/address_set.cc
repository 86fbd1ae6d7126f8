#include "scanner/targets/address_set.h"

namespace certsweep::scanner {

namespace {

Interval ToInterval(const base::AddressRange& range) {
  return {base::AddressNumber(range.first), base::AddressNumber(range.last)};
}

void AppendRanges(const std::vector<Interval>& intervals, bool v6, std::vector<base::AddressRange>& out) {
  for (const Interval& interval : intervals) {
    out.push_back({base::AddressFromNumber(interval.first, v6), base::AddressFromNumber(interval.last, v6)});
  }
}

}  // namespace

void AddressSet::Add(const base::AddressRange& range) { (range.is_v6() ? v6_ : v4_).Add(ToInterval(range)); }

bool AddressSet::Contains(const base::IpAddress& address) const {
  const base::IpAddress unmapped = address.Unmapped();
  return (unmapped.is_v6() ? v6_ : v4_).Contains(base::AddressNumber(unmapped));
}

std::vector<base::AddressRange> AddressSet::Missing(const base::AddressRange& range) const {
  std::vector<base::AddressRange> missing;
  AppendRanges((range.is_v6() ? v6_ : v4_).Missing(ToInterval(range)), range.is_v6(), missing);
  return missing;
}

std::vector<base::AddressRange> AddressSet::ranges() const {
  std::vector<base::AddressRange> all;
  AppendRanges(v4_.intervals(), false, all);
  AppendRanges(v6_.intervals(), true, all);
  return all;
}

}  // namespace certsweep::scanner
