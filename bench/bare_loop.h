// RunBareLoop: the least that handshakes with many endpoints can cost: one thread, epoll, BoringSSL, and nothing else.
// No certificate is looked at, nothing is kept or written. What the scanner is measured against.
#ifndef CERTSWEEP_BENCH_BARE_LOOP_H_
#define CERTSWEEP_BENCH_BARE_LOOP_H_

#include <cstdint>
#include <span>

#include "absl/status/statusor.h"
#include "engine/base/clock.h"
#include "engine/probe/endpoint.h"
#include "engine/tls/client_profile.h"

namespace certsweep::bench {

struct BareLoopOptions {
  int concurrency = 500;                // connections in flight
  int64_t time_limit_us = 120'000'000;  // of the whole; what is not done then has failed
};

struct BareLoopResult {
  uint64_t completed = 0;
  uint64_t failed = 0;  // completed + failed = endpoints
};

// One handshake with each endpoint, with the same ClientHello that the scanner sends by `profile`. REQUIRES: endpoints
// have an address. The errno of a failed epoll.
absl::StatusOr<BareLoopResult> RunBareLoop(const tls::ClientProfile& profile,
                                           std::span<const probe::Endpoint> endpoints, const BareLoopOptions& options,
                                           const base::Clock& clock);

}  // namespace certsweep::bench

#endif  // CERTSWEEP_BENCH_BARE_LOOP_H_
