// JourneyBook: the journeys of endpoints that wait for another try. Thread-safe.
#ifndef CERTSWEEP_SCANNER_SCHEDULE_JOURNEY_BOOK_H_
#define CERTSWEEP_SCANNER_SCHEDULE_JOURNEY_BOOK_H_

#include <mutex>
#include <optional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "engine/probe/endpoint.h"
#include "engine/probe/journey.h"

namespace certsweep::scanner {

class JourneyBook {
 public:
  void Keep(const probe::Endpoint& endpoint, probe::Journey journey);
  // Nothing where none is kept of that host, address and port.
  std::optional<probe::Journey> Take(const probe::Endpoint& endpoint);

 private:
  std::mutex mutex_;
  absl::flat_hash_map<std::string, probe::Journey> journeys_;
};

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_SCHEDULE_JOURNEY_BOOK_H_
