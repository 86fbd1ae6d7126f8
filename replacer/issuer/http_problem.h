// What an HTTP status other than the ones a protocol speaks of means for us. Thread-safe: pure function.
#ifndef CERTSWEEP_REPLACER_ISSUER_HTTP_PROBLEM_H_
#define CERTSWEEP_REPLACER_ISSUER_HTTP_PROBLEM_H_

#include <string_view>

#include "absl/status/status.h"
#include "replacer/issuer/https_transport.h"

namespace certsweep::replacer {

// A Status about `response` to a request for `url`: Unavailable for 408, 425, 429 and 5xx; Unauthenticated for a 401
// that stayed (what was offered is told); PermissionDenied for 403; FailedPrecondition for a redirect and all others.
// REQUIRES: the status is not one that the protocol takes for an answer.
absl::Status HttpProblem(std::string_view url, const HttpsResponse& response);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_ISSUER_HTTP_PROBLEM_H_
