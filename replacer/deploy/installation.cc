#include "replacer/deploy/installation.h"

#include "absl/strings/str_format.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"
#include "engine/base/wiper.h"
#include "replacer/deploy/verified_copy.h"

namespace certsweep::replacer {
namespace {

std::vector<std::string> NoticesOf(std::string_view pem_path, const Inspection& inspection) {
  std::vector<std::string> notices;
  const std::string name = base::DisplayText(inspection.resolved);
  const uint32_t mode = inspection.file.mode;
  const std::string rights = absl::StrFormat(" (mode %04o)", mode);
  if (inspection.resolved != pem_path) {
    notices.push_back(base::DisplayText(pem_path) + " leads to " + name + ", which is replaced");
  }
  if (mode & 04) notices.push_back(name + " is readable by every user of the appliance" + rights);
  if (mode & 022) notices.push_back(name + " is writable by more than its owner" + rights);
  return notices;
}

absl::Status CheckFile(const RemoteFile& file) {
  if (file.kind != FileKind::kRegular) return absl::FailedPreconditionError("is no regular file");
  if (file.size > kMaxPemFileBytes) {
    return absl::FailedPreconditionError("is too long to be a PEM file: " + std::to_string(file.size) + " bytes");
  }
  return absl::OkStatus();
}

// Ownership first: a group's right is given to the right group alone.
absl::Status DressUp(RemoteFiles& host, std::string_view path, const RemoteFile& old, uint32_t mode) {
  absl::StatusOr<RemoteFile> file = host.Stat(path);
  if (!file.ok()) return file.status();
  if (file->uid != old.uid || file->gid != old.gid) {
    if (absl::Status owned = host.SetOwnership(path, old.uid, old.gid); !owned.ok()) {
      return base::Annotate(owned, "the new file can't be given to the old one's owner");
    }
  }
  if (absl::Status set = host.SetMode(path, mode); !set.ok()) return set;
  file = host.Stat(path);
  if (!file.ok()) return file.status();
  const bool right = file->mode == mode && file->uid == old.uid && file->gid == old.gid;
  return right ? absl::OkStatus() : absl::DataLossError(base::DisplayText(path) + " did not take owner and mode");
}

}  // namespace

absl::StatusOr<Inspection> Inspect(RemoteFiles& host, std::string_view pem_path) {
  Inspection inspection;
  absl::StatusOr<std::string> resolved = host.ResolvePath(pem_path);
  if (!resolved.ok()) return resolved.status();
  inspection.resolved = *std::move(resolved);
  absl::StatusOr<RemoteFile> file = host.Stat(inspection.resolved);
  if (!file.ok()) return file.status();
  inspection.file = *file;
  if (absl::Status usable = CheckFile(*file); !usable.ok()) {
    return base::Annotate(usable, base::DisplayText(inspection.resolved));
  }
  if (absl::Status can = host.CanReplace(); !can.ok()) return can;
  inspection.notices = NoticesOf(pem_path, inspection);
  return inspection;
}

uint32_t NewFileMode(uint32_t old_mode, std::optional<uint32_t> pem_mode) {
  return pem_mode ? *pem_mode & 07777 : old_mode & 0770;
}

absl::Status Upload(RemoteFiles& host, std::string_view temporary, std::string_view bytes, const RemoteFile& old,
                    uint32_t mode) {
  absl::Status status = WriteVerified(host, temporary, bytes);
  if (!status.ok()) return status;
  status = DressUp(host, temporary, old, mode);
  return status.ok() ? status : WithoutLeftover(host, temporary, status);
}

absl::Status Install(RemoteFiles& host, std::string_view temporary, std::string_view resolved) {
  absl::StatusOr<RemoteFile> file = host.Stat(resolved);
  if (!file.ok()) return file.status();
  if (file->kind != FileKind::kRegular) {
    return absl::FailedPreconditionError(base::DisplayText(resolved) + " is no regular file any more");
  }
  return host.Replace(temporary, resolved);
}

absl::StatusOr<bool> IsInstalled(RemoteFiles& host, std::string_view resolved, const base::Sha256Digest& sha256) {
  absl::StatusOr<std::string> bytes = host.ReadFile(resolved, kMaxPemFileBytes);
  if (absl::IsNotFound(bytes.status()) || absl::IsOutOfRange(bytes.status())) return false;
  if (!bytes.ok()) return bytes.status();
  const base::Wiper wiper(*bytes);
  return base::Sha256(base::AsBytes(*bytes)) == sha256;
}

absl::Status RemoveLeftover(RemoteFiles& host, std::string_view temporary) {
  absl::Status removed = host.Remove(temporary);
  return absl::IsNotFound(removed) ? absl::OkStatus() : removed;
}

}  // namespace certsweep::replacer
