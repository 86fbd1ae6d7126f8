// RenderJourney: what became of one endpoint, in plain words, a step a line. Thread-safe: pure.
#ifndef CERTSWEEP_ENGINE_PROBE_JOURNEY_TEXT_H_
#define CERTSWEEP_ENGINE_PROBE_JOURNEY_TEXT_H_

#include <string>

#include "engine/probe/journey.h"
#include "engine/probe/result.h"

namespace certsweep::probe {

// "sps.example:4343 (10.1.0.7), step by step\n", then "     0.012 s  connected to 10.1.0.7:4343 in 1 ms\n" and so on:
// each step after its time since the journey began. Judging takes several lines: the path that was found, each identity
// and whether the leaf is valid for it, each finding with its evidence, the verdict. Nothing that a terminal would obey
// passes, and a line has at most 2,000 bytes of text.
std::string RenderJourney(const Journey& journey, const EndpointResult& result);

}  // namespace certsweep::probe

#endif  // CERTSWEEP_ENGINE_PROBE_JOURNEY_TEXT_H_
