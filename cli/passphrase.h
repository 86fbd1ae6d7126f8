// The passphrase of a private key file, asked for on the terminal until it opens the file.
#ifndef CERTSWEEP_CLI_PASSPHRASE_H_
#define CERTSWEEP_CLI_PASSPHRASE_H_

#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/terminal_prompt.h"
#include "engine/base/secret_text.h"

namespace certsweep::cli {

// Asks for the passphrase of `path` up to three times, until `open` does not say Unauthenticated. What opened it, or
// the error of `open`. FailedPrecondition: there is no terminal, and `instead` says what helps then; or nothing was
// typed. Cancelled: a signal.
absl::StatusOr<base::SecretText> AskPassphrase(TerminalPrompt& prompt, const std::string& path,
                                               std::string_view instead,
                                               const std::function<absl::Status(std::string_view passphrase)>& open);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_PASSPHRASE_H_
