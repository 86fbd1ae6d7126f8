#include "scanner/sinks/journey_sink.h"

#include "engine/probe/journey.h"
#include "engine/probe/journey_text.h"

namespace certsweep::scanner {

absl::Status JourneySink::Write(std::span<const FinishedResult> batch) {
  for (const FinishedResult& finished : batch) {
    if (finished.journey == nullptr) continue;
    probe::Journey journey = *finished.journey;
    journey.Add(probe::Written{.run_id = run_id_});
    tell_(probe::RenderJourney(journey, finished.result));
  }
  return absl::OkStatus();
}

}  // namespace certsweep::scanner
