// Resolver: names to addresses (and addresses to names) by c-ares inside the event loop: bounded, cached, and with a
// word for whose fault a failure is. /etc/hosts and /etc/resolv.conf are honoured as c-ares reads them. Belongs to one
// loop's thread; destroy it before the loop.
#ifndef CERTSWEEP_ENGINE_NET_RESOLVER_H_
#define CERTSWEEP_ENGINE_NET_RESOLVER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/ip_address.h"
#include "engine/net/loop.h"

namespace certsweep::net {

struct ResolverOptions {
  bool ipv4 = true;
  bool ipv6 = true;
  int timeout_ms = 2000;  // of one try; c-ares doubles it from try to try
  int tries = 3;
  int in_flight = 200;  // lookups at once
  size_t cache_entries = 10'000;
  std::string servers;  // "127.0.0.1:5353,...": instead of those of the machine
};

struct Resolution {
  std::vector<base::IpAddress> addresses;  // in the order of the answer, each once
  std::string error;                       // why there are none
  bool transient = false;                  // another try may do better (timeout, SERVFAIL)
  bool local = false;                      // our own fault (memory, descriptors)
  bool from_dns = false;                   // DNS said so for certain; else a line of /etc/hosts may have
  // There are addresses of one family; whether there are of the other was asked for twice and not learned. "AAAA:
  // Timeout while contacting DNS servers".
  std::string incomplete;
};

struct PtrResolution {
  std::vector<std::string> names;  // lower-case, without trailing dot; empty where there are none
  std::string error;               // why that is not known; empty: it is
};

class Resolver {
 public:
  // Internal if c-ares does not start. `loop` must outlive it.
  static absl::StatusOr<std::unique_ptr<Resolver>> Create(Loop& loop, const ResolverOptions& options);
  ~Resolver();

  // Suspends until `host` (an A-label name) is resolved. Equal names at once are one lookup. Transient failures are not
  // kept in the cache.
  Awaitable<void> Resolve(const std::string& host, Resolution& resolution);
  Awaitable<void> ResolvePtr(const base::IpAddress& address, PtrResolution& resolution);

 private:
  class Impl;
  explicit Resolver(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace certsweep::net

#endif  // CERTSWEEP_ENGINE_NET_RESOLVER_H_
