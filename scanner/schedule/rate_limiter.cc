#include "scanner/schedule/rate_limiter.h"

#include <algorithm>

namespace certsweep::scanner {

namespace {

constexpr double kLongestIntervalMicros = 1e12;

// 0: no limit.
int64_t IntervalMicros(double per_second) {
  return per_second > 0 ? static_cast<int64_t>(std::min(1e6 / per_second, kLongestIntervalMicros)) : 0;
}

}  // namespace

StartSpacing::StartSpacing(double per_second) : interval_us_(IntervalMicros(per_second)) {}

int64_t StartSpacing::Reserve(int64_t now_us, int64_t earliest_us) {
  if (interval_us_ == 0) return std::max(now_us, earliest_us);
  next_us_ = std::max(next_us_, now_us);
  JoinLater();
  if (earliest_us <= next_us_) {
    const int64_t start = next_us_;
    next_us_ += interval_us_;
    return start;
  }
  // The first gap that is wide enough.
  int64_t start = earliest_us;
  for (auto taken = later_.upper_bound(start - interval_us_); taken != later_.end() && *taken < start + interval_us_;
       ++taken) {
    start = *taken + interval_us_;
  }
  later_.insert(start);
  return start;
}

// Starts that leave no room between next_us_ and themselves belong to what is taken without a gap.
void StartSpacing::JoinLater() {
  while (!later_.empty() && *later_.begin() < next_us_ + interval_us_) {
    next_us_ = std::max(next_us_, *later_.begin() + interval_us_);
    later_.erase(later_.begin());
  }
}

RateLimiter::RateLimiter(double per_second, double per_network_per_second)
    : per_second_(per_second), per_network_per_second_(per_network_per_second), all_(per_second) {}

int64_t RateLimiter::Reserve(const base::IpAddress& address, int64_t now_us) {
  if (per_network_per_second_ <= 0) return all_.Reserve(now_us, now_us) - now_us;
  int64_t& network_next_us = network_next_us_[NetworkKey(address)];
  const int64_t start = all_.Reserve(now_us, network_next_us);
  network_next_us = start + IntervalMicros(per_network_per_second_);
  if (network_next_us_.size() >= purge_at_) Purge(now_us);
  return start - now_us;
}

void RateLimiter::Purge(int64_t now_us) {
  absl::erase_if(network_next_us_, [now_us](const auto& entry) { return entry.second <= now_us; });
  purge_at_ = std::max<size_t>(1024, 2 * network_next_us_.size());
}

uint64_t NetworkKey(const base::IpAddress& address) {
  const base::IpAddress unmapped = address.Unmapped();
  const size_t prefix_bytes = unmapped.is_v6() ? 6 : 3;
  uint64_t key = unmapped.is_v6() ? 1 : 0;
  for (size_t i = 0; i < prefix_bytes; ++i) key = key << 8 | unmapped.bytes()[i];
  return key;
}

}  // namespace certsweep::scanner
