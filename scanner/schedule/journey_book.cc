#include "scanner/schedule/journey_book.h"

#include <utility>

namespace certsweep::scanner {

namespace {

std::string KeyOf(const probe::Endpoint& endpoint) {
  return endpoint.Target() + (endpoint.address ? " " + endpoint.address->ToString() : "");
}

}  // namespace

void JourneyBook::Keep(const probe::Endpoint& endpoint, probe::Journey journey) {
  const std::lock_guard lock(mutex_);
  journeys_.insert_or_assign(KeyOf(endpoint), std::move(journey));
}

std::optional<probe::Journey> JourneyBook::Take(const probe::Endpoint& endpoint) {
  const std::lock_guard lock(mutex_);
  const auto found = journeys_.find(KeyOf(endpoint));
  if (found == journeys_.end()) return std::nullopt;
  std::optional<probe::Journey> journey = std::move(found->second);
  journeys_.erase(found);
  return journey;
}

}  // namespace certsweep::scanner
