#include "engine/probe/journey.h"

#include <utility>

namespace certsweep::probe {

void Journey::Add(JourneyEvent event) { steps_.push_back({elapsed_us(), std::move(event)}); }

}  // namespace certsweep::probe
