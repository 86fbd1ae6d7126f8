// Private keys out of files.
#ifndef CERTSWEEP_CLI_KEY_FILE_H_
#define CERTSWEEP_CLI_KEY_FILE_H_

#include <string>

#include "absl/status/statusor.h"
#include "cli/terminal_prompt.h"
#include "engine/x509/private_key.h"

namespace certsweep::cli {

// The first private key in the PEM file at `path`; of one that is encrypted the passphrase is asked for. NotFound or
// InvalidArgument, with the path, where there is no such file, no key in it, or one that can't be read; nothing is said
// of the key. FailedPrecondition, Unauthenticated, Cancelled: no passphrase, as AskPassphrase.
absl::StatusOr<x509::PrivateKey> ReadKeyFile(const std::string& path, TerminalPrompt& prompt);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_KEY_FILE_H_
