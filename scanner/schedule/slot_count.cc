#include "scanner/schedule/slot_count.h"

#include <algorithm>

namespace certsweep::scanner {

namespace {
// Per worker: epoll, timerfd, eventfd and c-ares' sockets; over all: the record's files, outputs, temporary files.
constexpr uint64_t kPerWorker = 12;
constexpr uint64_t kReserve = 24;
}  // namespace

int SlotCount(const SlotLimits& limits) {
  const uint64_t kept = limits.descriptors_open + kReserve + kPerWorker * static_cast<uint64_t>(limits.workers);
  const uint64_t free = limits.descriptor_limit > kept ? limits.descriptor_limit - kept : 1;
  const auto asked = static_cast<uint64_t>(std::max(1, limits.concurrency));
  return static_cast<int>(std::min(asked, free));
}

}  // namespace certsweep::scanner
