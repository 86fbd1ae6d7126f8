#include "replacer/deploy/verified_copy.h"

#include <string>

#include "engine/base/bytes.h"
#include "engine/base/text.h"
#include "engine/base/wiper.h"

namespace certsweep::replacer {
namespace {

absl::Status CompareWith(RemoteFiles& host, std::string_view path, std::string_view bytes) {
  const std::string name = base::DisplayText(path);
  absl::StatusOr<std::string> read = host.ReadFile(path, bytes.size());
  if (absl::IsOutOfRange(read.status())) return absl::DataLossError(name + " is longer than what was written");
  if (!read.ok()) return read.status();
  const base::Wiper wiper(*read);
  if (read->size() != bytes.size()) {
    return absl::DataLossError(name + " has " + std::to_string(read->size()) + " of " + std::to_string(bytes.size()) +
                               " bytes");
  }
  const bool same = base::Sha256(base::AsBytes(*read)) == base::Sha256(base::AsBytes(bytes));
  return same ? absl::OkStatus() : absl::DataLossError(name + " is read back with another SHA-256");
}

}  // namespace

absl::Status WriteVerified(RemoteFiles& host, std::string_view path, std::string_view bytes) {
  absl::Status status = host.CreateFile(path, bytes);
  if (absl::IsAlreadyExists(status)) return status;
  if (status.ok()) status = CompareWith(host, path, bytes);
  return status.ok() ? status : WithoutLeftover(host, path, status);
}

absl::Status WithoutLeftover(RemoteFiles& host, std::string_view path, const absl::Status& failure) {
  const absl::Status removed = host.Remove(path);
  if (removed.ok() || absl::IsNotFound(removed)) return failure;
  return absl::Status(failure.code(), std::string(failure.message()) + "; " + base::DisplayText(path) +
                                          " may be left on the host, with the private key in it");
}

}  // namespace certsweep::replacer
