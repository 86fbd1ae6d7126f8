// EndpointNote: all there is to say of one endpoint, for who looks at just that one: what it is, its chain drawn, what
// is wrong with evidence, and what to do. Thread-safe: pure.
#ifndef CERTSWEEP_ENGINE_REPORT_ENDPOINT_NOTE_H_
#define CERTSWEEP_ENGINE_REPORT_ENDPOINT_NOTE_H_

#include <functional>
#include <string>
#include <string_view>

#include "engine/pki/finding.h"
#include "engine/report/result_line.h"

namespace certsweep::report {

// What to do about a finding, in a line; empty: nothing to say.
using Advice = std::function<std::string_view(pki::FindingCode)>;

struct EndpointNoteOptions {
  bool color = false;
  bool utf8 = false;  // lines are drawn; else made of ASCII
  Advice advice = {};
};

// Several lines. Nothing that a terminal would obey passes.
std::string RenderEndpointNote(const ResultLine& line, const EndpointNoteOptions& options);

// "    fail  weak_key (certificate 0): RSA 1024 bits ...", and a line each for what was expected and what was found.
std::string RenderFinding(const FindingLine& finding, bool color);

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_ENDPOINT_NOTE_H_
