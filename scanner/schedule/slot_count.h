// How many endpoints may be in flight, given what this process may open. Pure.
#ifndef CERTSWEEP_SCANNER_SCHEDULE_SLOT_COUNT_H_
#define CERTSWEEP_SCANNER_SCHEDULE_SLOT_COUNT_H_

#include <cstdint>

namespace certsweep::scanner {

struct SlotLimits {
  int concurrency = 500;          // asked for
  uint64_t descriptor_limit = 0;  // RLIMIT_NOFILE, soft
  uint64_t descriptors_open = 0;  // already, by this process
  int workers = 1;                // each needs some of its own (epoll, timers, the resolver's sockets)
};

// At least one, at most `concurrency`; a slot needs one descriptor.
int SlotCount(const SlotLimits& limits);

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_SCHEDULE_SLOT_COUNT_H_
