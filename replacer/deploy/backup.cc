#include "replacer/deploy/backup.h"

#include <algorithm>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/rfc3339.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"
#include "engine/base/wiper.h"
#include "replacer/deploy/installation.h"
#include "replacer/deploy/remote_path.h"
#include "replacer/deploy/verified_copy.h"

namespace certsweep::replacer {
namespace {

constexpr std::string_view kSuffix = ".bak";
// As many copies of one second; more are no accident.
constexpr int kMaxOfOneSecond = 9;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// "20260102T030405Z", which sorts by time as text.
std::string CompactTime(int64_t unix_seconds) {
  std::string text = base::FormatRfc3339(unix_seconds);
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text;
}

bool IsCompactTime(std::string_view text) {
  if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z') return false;
  const auto digits = [](std::string_view part) { return std::all_of(part.begin(), part.end(), IsDigit); };
  return digits(text.substr(0, 8)) && digits(text.substr(9, 6));
}

// The `number`th backup of one second.
std::string NumberedPath(std::string_view path, int number) {
  if (number == 1) return std::string(path);
  return std::string(path.substr(0, path.size() - kSuffix.size())) + "-" + std::to_string(number) +
         std::string(kSuffix);
}

// Time and number, in the order of time: "-2" is after none.
std::string OrderOf(std::string_view name) {
  name.remove_suffix(kSuffix.size());
  return std::string(name);
}

absl::StatusOr<bool> Holds(RemoteFiles& host, std::string_view path, std::string_view bytes) {
  return IsInstalled(host, path, base::Sha256(base::AsBytes(bytes)));
}

absl::StatusOr<std::string> CopyOf(RemoteFiles& host, std::string_view first_path, std::string_view bytes) {
  for (int number = 1; number <= kMaxOfOneSecond; ++number) {
    std::string path = NumberedPath(first_path, number);
    const absl::Status written = WriteVerified(host, path, bytes);
    if (written.ok()) return path;
    if (!absl::IsAlreadyExists(written)) return written;
    absl::StatusOr<bool> same = Holds(host, path, bytes);
    if (!same.ok()) return same.status();
    if (!*same) continue;
    if (absl::Status set = host.SetMode(path, 0600); !set.ok()) return set;
    return path;
  }
  return absl::AlreadyExistsError(base::DisplayText(first_path) + ": there are too many backups of this second");
}

}  // namespace

std::string BackupPathFor(std::string_view resolved, int64_t unix_seconds) {
  return std::string(resolved) + "." + CompactTime(unix_seconds) + std::string(kSuffix);
}

bool IsBackupName(std::string_view name, std::string_view original) {
  if (!name.starts_with(original) || !name.ends_with(kSuffix)) return false;
  name.remove_prefix(original.size());
  if (!name.starts_with('.') || name.size() < 1 + 16 + kSuffix.size()) return false;
  const std::string_view time = name.substr(1, 16);
  const std::string_view number = name.substr(17, name.size() - 17 - kSuffix.size());
  const bool numbered = number.size() == 2 && number[0] == '-' && number[1] >= '2' && number[1] <= '9';
  return IsCompactTime(time) && (number.empty() || numbered);
}

absl::StatusOr<std::string> BackUp(RemoteFiles& host, std::string_view resolved, int64_t unix_seconds) {
  absl::StatusOr<std::string> bytes = host.ReadFile(resolved, kMaxPemFileBytes);
  if (!bytes.ok()) return bytes.status();
  const base::Wiper wiper(*bytes);
  absl::StatusOr<std::string> path = CopyOf(host, BackupPathFor(resolved, unix_seconds), *bytes);
  if (!path.ok()) return base::Annotate(path.status(), "backup");
  return path;
}

absl::StatusOr<int> PruneBackups(RemoteFiles& host, std::string_view resolved, std::string_view newest, size_t keep) {
  const std::string folder = FolderOf(resolved);
  absl::StatusOr<std::vector<std::string>> names = host.List(folder);
  if (!names.ok()) return names.status();
  std::erase_if(
      *names, [&](const std::string& name) { return name == NameOf(newest) || !IsBackupName(name, NameOf(resolved)); });
  std::sort(names->begin(), names->end(),
            [](const std::string& a, const std::string& b) { return OrderOf(a) < OrderOf(b); });
  const size_t others = keep > 0 ? keep - 1 : 0;
  int removed = 0;
  for (; names->size() - static_cast<size_t>(removed) > others; ++removed) {
    const std::string path = JoinPath(folder, (*names)[static_cast<size_t>(removed)]);
    if (absl::Status status = RemoveLeftover(host, path); !status.ok()) return status;
  }
  return removed;
}

absl::Status RestoreFrom(RemoteFiles& host, std::string_view backup, std::string_view resolved,
                         std::string_view temporary, const RemoteFile& old) {
  absl::StatusOr<std::string> bytes = host.ReadFile(backup, kMaxPemFileBytes);
  if (!bytes.ok()) return bytes.status();
  const base::Wiper wiper(*bytes);
  absl::StatusOr<bool> restored = Holds(host, resolved, *bytes);
  if (!restored.ok()) return restored.status();
  if (*restored) return absl::OkStatus();
  if (absl::Status uploaded = Upload(host, temporary, *bytes, old, old.mode & 07777); !uploaded.ok()) return uploaded;
  const absl::Status installed = Install(host, temporary, resolved);
  return installed.ok() ? installed : WithoutLeftover(host, temporary, installed);
}

}  // namespace certsweep::replacer
