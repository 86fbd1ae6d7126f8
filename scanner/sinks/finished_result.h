// FinishedResult: a judged endpoint on its way to the sinks. Plain data.
#ifndef CERTSWEEP_SCANNER_SINKS_FINISHED_RESULT_H_
#define CERTSWEEP_SCANNER_SINKS_FINISHED_RESULT_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "engine/estate/estate.h"
#include "engine/probe/result.h"

namespace certsweep::probe {
class Journey;
}

namespace certsweep::scanner {

// A result and its JSON line (with '\n'; empty where no sink asked for it), rendered by the worker that made it. Sinks
// of formats need the line and `result.verdict` alone, so that results that come back out of the record can be given to
// them; the record's own sink needs the line and what Slim leaves; that of journeys needs all of it.
struct FinishedResult {
  probe::EndpointResult result;
  std::string json_line;
  std::shared_ptr<const probe::Journey> journey = nullptr;  // none: nobody asked for it
  // Of elements of `result.chain` without a certificate, in order, once Slim was called.
  std::vector<estate::StoredCertificate> certificates = {};
};

// Lets go of what only rendering needs: certificates that nobody else holds stay as DER, findings without their texts;
// the path goes. Hundreds of results wait for the writer at a time, and they are freed by the thread that made them.
void Slim(FinishedResult& finished);

// The chain as sent, leaf first, as far as it is known: of a result that is slim, and of one that is not. The memory of
// `certificates` is used again.
void SetCertificates(const FinishedResult& finished, std::vector<estate::StoredCertificate>& certificates);

// What it holds in memory, as far as a peer can make it large.
size_t BytesOf(const FinishedResult& finished);

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_SINKS_FINISHED_RESULT_H_
