// RateLimiter: when the next endpoint may be probed, over all and for each network. Pure: time is passed in.
// Not thread-safe.
#ifndef CERTSWEEP_SCANNER_SCHEDULE_RATE_LIMITER_H_
#define CERTSWEEP_SCANNER_SCHEDULE_RATE_LIMITER_H_

#include <cstdint>
#include <set>

#include "absl/container/flat_hash_map.h"
#include "engine/base/ip_address.h"

namespace certsweep::scanner {

// Starts that are at least `1 / per_second` apart, each reserved in turn. A pause does not save up starts for a burst.
class StartSpacing {
 public:
  // 0: no limit.
  explicit StartSpacing(double per_second);
  // Takes the first free start that is neither before `now_us` nor before `earliest_us`, and gives its time. `now_us`
  // never goes backwards.
  int64_t Reserve(int64_t now_us, int64_t earliest_us);

 private:
  void JoinLater();

  const int64_t interval_us_;
  int64_t next_us_ = 0;      // nothing is free before it
  std::set<int64_t> later_;  // starts that were taken after it, with gaps between them
};

class RateLimiter {
 public:
  // Endpoints a second, over all and per /24 (IPv4) or /48 (IPv6); 0: no limit.
  RateLimiter(double per_second, double per_network_per_second);

  bool unlimited() const { return per_second_ == 0 && per_network_per_second_ == 0; }
  // Microseconds to wait before `address` may be probed, so that both rates are kept. Each call is one probe.
  int64_t Reserve(const base::IpAddress& address, int64_t now_us);
  // Networks that are being held back now: bounded by the rate and not by the estate.
  size_t tracked_networks() const { return network_next_us_.size(); }

 private:
  void Purge(int64_t now_us);

  const double per_second_;
  const double per_network_per_second_;
  StartSpacing all_;
  absl::flat_hash_map<uint64_t, int64_t> network_next_us_;  // by NetworkKey: no start before it
  size_t purge_at_ = 1024;
};

// The /24 or /48 of `address`, as one number. An IPv4-mapped IPv6 address is of the network of the IPv4 address in it.
uint64_t NetworkKey(const base::IpAddress& address);

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_SCHEDULE_RATE_LIMITER_H_
