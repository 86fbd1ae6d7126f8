// StepText: one step of a journey in plain words. Thread-safe: pure.
#ifndef CERTSWEEP_ENGINE_PROBE_JOURNEY_STEP_TEXT_H_
#define CERTSWEEP_ENGINE_PROBE_JOURNEY_STEP_TEXT_H_

#include <cstdint>
#include <string>

#include "engine/probe/journey.h"

namespace certsweep::probe {

// "12 ms", "1.250 s".
std::string DurationText(int64_t micros);

// One line without its end. Text of a peer stands in it as it came: whoever shows the line makes it harmless. Of Judged
// only how long it took.
std::string StepText(const JourneyEvent& event);

}  // namespace certsweep::probe

#endif  // CERTSWEEP_ENGINE_PROBE_JOURNEY_STEP_TEXT_H_
