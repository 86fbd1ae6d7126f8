// Names of files that are on their way. Thread-safe.
#ifndef CERTSWEEP_REPLACER_DEPLOY_TEMPORARY_NAME_H_
#define CERTSWEEP_REPLACER_DEPLOY_TEMPORARY_NAME_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace certsweep::replacer {

// 32 hexadecimal digits that nobody can guess, of the system's random numbers.
absl::StatusOr<std::string> RandomToken();

// In the folder of `path`, hidden, and by its name ours: "/etc/lighttpd/.server.pem.TOKEN.certsweep". To be written
// down before the file is created, so that it can be found after a crash.
std::string TemporaryPathFor(std::string_view path, std::string_view token);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_DEPLOY_TEMPORARY_NAME_H_
