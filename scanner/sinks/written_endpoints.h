// Which endpoints an output has a line of already, so that a run that goes on adds only what is missing. Not
// thread-safe.
#ifndef CERTSWEEP_SCANNER_SINKS_WRITTEN_ENDPOINTS_H_
#define CERTSWEEP_SCANNER_SINKS_WRITTEN_ENDPOINTS_H_

#include <span>
#include <string>

#include "absl/status/statusor.h"
#include "scanner/targets/done_endpoints.h"

namespace certsweep::scanner {

// Reads the whole lines of `path`; what a torn last one says does not count. A file that is missing or empty has none.
// InvalidArgument, with the line: it is no result, or one of an endpoint that `of_run` lacks: the file is another
// run's.
absl::StatusOr<DoneEndpoints> ReadWrittenJsonl(const std::string& path, const DoneEndpoints& of_run);
// The same of CSV. InvalidArgument also where its header is not the one that a scan with these columns writes.
absl::StatusOr<DoneEndpoints> ReadWrittenCsv(const std::string& path, std::span<const std::string> column_names,
                                             const DoneEndpoints& of_run);

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_SINKS_WRITTEN_ENDPOINTS_H_
