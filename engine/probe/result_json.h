// The JSON line of an endpoint (DESIGN, "One JSON line an endpoint"): a contract with users' programs.
// Thread-safe: pure. Always valid UTF-8 and valid JSON, whatever a certificate holds.
#ifndef CERTSWEEP_ENGINE_PROBE_RESULT_JSON_H_
#define CERTSWEEP_ENGINE_PROBE_RESULT_JSON_H_

#include <string>

#include "engine/probe/result.h"

namespace certsweep::probe {

struct ResultJsonOptions {
  bool include_pem = false;  // leaf.pem and chain[].pem
};

// Appends one JSON object and '\n' to `out`.
void AppendResultJson(const EndpointResult& result, const ResultJsonOptions& options, std::string& out);

}  // namespace certsweep::probe

#endif  // CERTSWEEP_ENGINE_PROBE_RESULT_JSON_H_
