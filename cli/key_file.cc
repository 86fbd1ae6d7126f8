#include "cli/key_file.h"

#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/read_file.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"
#include "engine/base/wiper.h"

namespace certsweep::cli {

absl::StatusOr<x509::PrivateKey> ReadKeyFile(const std::string& path) {
  absl::StatusOr<std::string> text = base::ReadFile(path);
  if (!text.ok()) return text.status();
  const base::Wiper wiper(*text);
  absl::StatusOr<std::optional<x509::PrivateKey>> key = x509::PrivateKey::FromPem(*text);
  if (!key.ok()) return base::Annotate(key.status(), base::DisplayText(path));
  if (!key->has_value())
    return absl::InvalidArgumentError(absl::StrCat(base::DisplayText(path), ": no private key (PEM) in it"));
  return **std::move(key);
}

}  // namespace certsweep::cli
