#include "scanner/schedule/rate_limiter.h"

#include <algorithm>

namespace certsweep::scanner {

StartSpacing::StartSpacing(double per_second)
    : interval_us_(per_second > 0 ? static_cast<int64_t>(std::min(1e6 / per_second, 1e15)) : 0) {}

int64_t StartSpacing::Reserve(int64_t now_us) {
  if (interval_us_ == 0) return 0;
  const int64_t start = std::max(now_us, next_us_);
  next_us_ = start + interval_us_;
  return start - now_us;
}

RateLimiter::RateLimiter(double per_second, double per_network_per_second)
    : per_second_(per_second), per_network_per_second_(per_network_per_second), all_(per_second) {}

int64_t RateLimiter::Reserve(const base::IpAddress& address, int64_t now_us) {
  int64_t wait = all_.Reserve(now_us);
  if (per_network_per_second_ > 0) {
    StartSpacing& network =
        networks_.try_emplace(NetworkKey(address), StartSpacing(per_network_per_second_)).first->second;
    wait = std::max(wait, network.Reserve(now_us));
    if (networks_.size() >= purge_at_) Purge(now_us);
  }
  return wait;
}

void RateLimiter::Purge(int64_t now_us) {
  absl::erase_if(networks_, [now_us](const auto& entry) { return entry.second.next_us() <= now_us; });
  purge_at_ = std::max<size_t>(1024, 2 * networks_.size());
}

uint64_t NetworkKey(const base::IpAddress& address) {
  const size_t prefix_bytes = address.is_v6() ? 6 : 3;
  uint64_t key = address.is_v6() ? 1 : 0;
  for (size_t i = 0; i < prefix_bytes; ++i) key = key << 8 | address.bytes()[i];
  return key;
}

}  // namespace certsweep::scanner
