#include "cli/key_file.h"

#include <optional>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "cli/passphrase.h"
#include "engine/base/read_file.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"
#include "engine/base/wiper.h"

namespace certsweep::cli {

namespace {

using FoundKey = absl::StatusOr<std::optional<x509::PrivateKey>>;

constexpr const char* kInstead = "openssl pkey -in FILE -out ANOTHER makes one without";

FoundKey AskedKey(const std::string& path, std::string_view text, TerminalPrompt& prompt) {
  FoundKey key;
  const absl::StatusOr<base::SecretText> passphrase =
      AskPassphrase(prompt, path, kInstead, [&](std::string_view typed) {
        key = x509::PrivateKey::FromPem(text, typed);
        return key.ok() ? absl::OkStatus() : base::Annotate(key.status(), base::DisplayText(path));
      });
  if (!passphrase.ok()) return passphrase.status();
  return key;
}

}  // namespace

absl::StatusOr<x509::PrivateKey> ReadKeyFile(const std::string& path, TerminalPrompt& prompt) {
  absl::StatusOr<std::string> text = base::ReadFile(path);
  if (!text.ok()) return text.status();
  const base::Wiper wiper(*text);
  FoundKey key = x509::PrivateKey::FromPem(*text);
  if (absl::IsFailedPrecondition(key.status())) {
    key = AskedKey(path, *text, prompt);
    if (!key.ok()) return key.status();
  }
  if (!key.ok()) return base::Annotate(key.status(), base::DisplayText(path));
  if (!key->has_value())
    return absl::InvalidArgumentError(absl::StrCat(base::DisplayText(path), ": no private key (PEM) in it"));
  return **std::move(key);
}

}  // namespace certsweep::cli
