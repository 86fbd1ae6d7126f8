// Turns BoringSSL's thread-local error queue into text or a Status, and leaves the queue empty.
#ifndef CERTSWEEP_ENGINE_BASE_BORINGSSL_ERROR_H_
#define CERTSWEEP_ENGINE_BASE_BORINGSSL_ERROR_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace certsweep::base {

// The oldest entry as "LIBRARY:REASON" ("SSL:WRONG_VERSION_NUMBER"), empty if there is none. Clears the queue.
std::string TakeBoringSslError();

// InternalError("<what>: <oldest entry>"). Clears the queue.
absl::Status BoringSslStatus(std::string_view what);

}  // namespace certsweep::base

#endif  // CERTSWEEP_ENGINE_BASE_BORINGSSL_ERROR_H_
