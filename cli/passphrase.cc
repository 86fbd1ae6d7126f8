#include "cli/passphrase.h"

#include "absl/strings/str_cat.h"
#include "engine/base/text.h"

namespace certsweep::cli {

namespace {

constexpr int kTries = 3;

}  // namespace

absl::StatusOr<base::SecretText> AskPassphrase(TerminalPrompt& prompt, const std::string& path,
                                               std::string_view instead,
                                               const std::function<absl::Status(std::string_view passphrase)>& open) {
  const std::string shown = base::DisplayText(path);
  absl::Status status;
  for (int attempt = 1; attempt <= kTries; ++attempt) {
    absl::StatusOr<base::SecretText> passphrase = prompt.Ask(absl::StrCat("Passphrase of ", shown, ": "));
    if (absl::IsCancelled(passphrase.status())) return passphrase;
    if (absl::IsNotFound(passphrase.status())) {
      return absl::FailedPreconditionError(absl::StrCat(shown,
                                                        ": this private key needs a passphrase, and there is no "
                                                        "terminal to ask for it on; ",
                                                        base::ToAbsl(instead)));
    }
    if (!passphrase.ok() || passphrase->empty()) {
      return absl::FailedPreconditionError(absl::StrCat(shown, ": no passphrase was given for this private key"));
    }
    status = open(passphrase->view());
    if (!absl::IsUnauthenticated(status)) {
      if (!status.ok()) return status;
      return passphrase;
    }
    if (attempt < kTries) prompt.Tell("That does not open it.");
  }
  return status;
}

}  // namespace certsweep::cli
