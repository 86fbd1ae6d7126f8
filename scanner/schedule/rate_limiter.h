// RateLimiter: when the next endpoint may be probed, over all and for each network. Pure: time is passed in.
// Not thread-safe.
#ifndef CERTSWEEP_SCANNER_SCHEDULE_RATE_LIMITER_H_
#define CERTSWEEP_SCANNER_SCHEDULE_RATE_LIMITER_H_

#include <cstdint>

#include "absl/container/flat_hash_map.h"
#include "engine/base/ip_address.h"

namespace certsweep::scanner {

// Starts that are `1 / per_second` apart, each reserved in turn. A pause does not save up starts for a burst.
class StartSpacing {
 public:
  // 0: no limit.
  explicit StartSpacing(double per_second);
  // Takes the next start and says how long to wait for it (0: now).
  int64_t Reserve(int64_t now_us);
  int64_t next_us() const { return next_us_; }

 private:
  int64_t interval_us_;
  int64_t next_us_ = 0;
};

class RateLimiter {
 public:
  // Endpoints a second, over all and per /24 (IPv4) or /48 (IPv6); 0: no limit.
  RateLimiter(double per_second, double per_network_per_second);

  bool unlimited() const { return per_second_ == 0 && per_network_per_second_ == 0; }
  // Microseconds to wait before `address` may be probed: the longer of the two waits. Each call is one probe.
  int64_t Reserve(const base::IpAddress& address, int64_t now_us);
  // Networks that are being held back now: bounded by the rate and not by the estate.
  size_t tracked_networks() const { return networks_.size(); }

 private:
  void Purge(int64_t now_us);

  const double per_second_;
  const double per_network_per_second_;
  StartSpacing all_;
  absl::flat_hash_map<uint64_t, StartSpacing> networks_;
  size_t purge_at_ = 1024;
};

// The /24 or /48 of `address`, as one number.
uint64_t NetworkKey(const base::IpAddress& address);

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_SCHEDULE_RATE_LIMITER_H_
