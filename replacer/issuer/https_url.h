// The base URL of a CA's web service. Thread-safe: pure functions.
#ifndef CERTSWEEP_REPLACER_ISSUER_HTTPS_URL_H_
#define CERTSWEEP_REPLACER_ISSUER_HTTPS_URL_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace certsweep::replacer {

// "https://host[:port][/path]" without a slash at its end. InvalidArgument for anything else: another scheme, a user
// name or password in it, a query or fragment, blanks, a host that is no name and no address.
absl::StatusOr<std::string> ParseHttpsUrl(std::string_view text);

// Percent-encodes all but letters, digits and "-._~" (RFC 3986, 2.3).
std::string PercentEncode(std::string_view text);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_ISSUER_HTTPS_URL_H_
