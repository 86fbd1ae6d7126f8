#include "cli/key_command.h"

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cli/output.h"
#include "cli/record_access.h"
#include "engine/base/bytes.h"
#include "engine/base/secret_text.h"
#include "engine/base/text.h"
#include "engine/base/whole_file.h"
#include "engine/x509/new_key.h"
#include "engine/x509/private_key.h"

namespace certsweep::cli {

namespace {

absl::StatusOr<x509::PrivateKey> MakeKeyFile(const KeyArguments& arguments) {
  absl::StatusOr<x509::PrivateKey> key = x509::GenerateKey(arguments.type);
  if (!key.ok()) return key;
  const absl::StatusOr<base::SecretText> pem = key->ToPem();
  if (!pem.ok()) return pem.status();
  const absl::Status written = base::WriteWholeFile(arguments.output, pem->view(), {.is_private = true});
  if (absl::IsAlreadyExists(written)) {
    return absl::AlreadyExistsError(absl::StrCat(written.message(), "; a key is never overwritten"));
  }
  if (!written.ok()) return written;
  return key;
}

}  // namespace

int RunKeyCommand(const KeyArguments& arguments) {
  const absl::StatusOr<x509::PrivateKey> key = MakeKeyFile(arguments);
  if (!key.ok()) return FailSetup(key.status());
  const std::string spki = key->SpkiDer();
  return ToldExitCode(WriteToStandardOutput(
      absl::StrCat(base::DisplayText(arguments.output), ": a new ", base::ToAbsl(x509::NewKeyTypeName(arguments.type)),
                   " key, SHA-256 of its public key ", base::HexEncode(base::Sha256(base::AsBytes(spki))), "\n")));
}

}  // namespace certsweep::cli
