// Reads a password from where the settings say it is. Thread-safe.
#ifndef CERTSWEEP_REPLACER_ISSUER_PASSWORD_SOURCE_H_
#define CERTSWEEP_REPLACER_ISSUER_PASSWORD_SOURCE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "replacer/issuer/issuer_settings.h"

namespace certsweep::replacer {

// The password; the caller wipes it. One line end (LF or CRLF) at the end of a file is dropped. Fails, naming the file
// or variable and never what is in it: NotFound (no file, no variable), InvalidArgument (empty; over 4 KiB; a NUL or
// line end inside; no source or two).
absl::StatusOr<std::string> ReadPassword(const PasswordSource& source);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_ISSUER_PASSWORD_SOURCE_H_
