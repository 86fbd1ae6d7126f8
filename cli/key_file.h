// Private keys out of files.
#ifndef CERTSWEEP_CLI_KEY_FILE_H_
#define CERTSWEEP_CLI_KEY_FILE_H_

#include <string>

#include "absl/status/statusor.h"
#include "engine/x509/private_key.h"

namespace certsweep::cli {

// The first private key in the PEM file at `path`. NotFound or InvalidArgument, with the path, where there is no such
// file, no key in it, or one that can't be read; nothing is said of the key.
absl::StatusOr<x509::PrivateKey> ReadKeyFile(const std::string& path);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_KEY_FILE_H_
