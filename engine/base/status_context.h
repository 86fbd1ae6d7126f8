// Adds once, at the place that knows it, what a Status was about.
#ifndef CERTSWEEP_ENGINE_BASE_STATUS_CONTEXT_H_
#define CERTSWEEP_ENGINE_BASE_STATUS_CONTEXT_H_

#include <string_view>

#include "absl/status/status.h"

namespace certsweep::base {

// "<context>: <message>" with the same code; an OK status stays OK.
absl::Status Annotate(const absl::Status& status, std::string_view context);

// A Status for errno after a failed call: "<context>: No space left on device". ENOENT/ENOTDIR -> NotFound,
// EACCES/EPERM/EROFS -> PermissionDenied, ENOSPC/EDQUOT/EFBIG -> ResourceExhausted, others -> Internal.
absl::Status ErrnoStatus(int error_number, std::string_view context);

// For problems that are told all at once: OK, the one that is not, or both texts, a line each, as InvalidArgument.
absl::Status JoinProblems(const absl::Status& first, const absl::Status& second);

}  // namespace certsweep::base

#endif  // CERTSWEEP_ENGINE_BASE_STATUS_CONTEXT_H_
