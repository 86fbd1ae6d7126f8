// What replacements an endpoint has had: its jobs of the record, for reports. Thread rule: of the journal.
#ifndef CERTSWEEP_REPLACER_EXECUTE_REPLACEMENT_HISTORY_H_
#define CERTSWEEP_REPLACER_EXECUTE_REPLACEMENT_HISTORY_H_

#include <vector>

#include "absl/status/statusor.h"
#include "engine/estate/job_journal.h"
#include "engine/report/endpoint_history.h"

namespace certsweep::replacer {

// The jobs that cover `endpoint`, the oldest first. A job whose plan can't be read (of another certsweep) is taken for
// one of all addresses of its host. Errors of the journal.
absl::StatusOr<std::vector<report::Replacement>> ReplacementsOf(const estate::EndpointKey& endpoint,
                                                                estate::JobJournal& journal);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_EXECUTE_REPLACEMENT_HISTORY_H_
