// Backups of server.pem: copies beside it, named by the time in UTC: "server.pem.20260102T030405Z.bak". The functions
// belong to the thread of their host, and may be run again after a crash.
#ifndef CERTSWEEP_REPLACER_DEPLOY_BACKUP_H_
#define CERTSWEEP_REPLACER_DEPLOY_BACKUP_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "replacer/deploy/remote_host.h"

namespace certsweep::replacer {

// "/etc/lighttpd/server.pem.20260102T030405Z.bak"
std::string BackupPathFor(std::string_view resolved, int64_t unix_seconds);

// Whether `name` is that of a backup of the file named `original`, made by us ("-2" and so on before ".bak" included).
bool IsBackupName(std::string_view name, std::string_view original);

// Copies `resolved` and returns the copy's path. It is created exclusively, has mode 0600 and is read back. Called
// again with the same time, a copy that is complete is taken as it is; beside a half one, or one of something else, a
// "-2" is made. After a failure the half copy is removed, or named in the message.
absl::StatusOr<std::string> BackUp(RemoteFiles& host, std::string_view resolved, int64_t unix_seconds);

// Removes the oldest backups of `resolved` beyond `keep`, never `newest`, nor what we did not make. Returns how many.
absl::StatusOr<int> PruneBackups(RemoteFiles& host, std::string_view resolved, std::string_view newest, size_t keep);

// Puts a copy of `backup` in the place of `resolved`, through `temporary` (see TemporaryPathFor), with owner, group and
// mode of `old`: what Inspect told of the file that was backed up, so that the server can read it as it could before.
// The backup stays. Does nothing where `resolved` is that file already.
absl::Status RestoreFrom(RemoteFiles& host, std::string_view backup, std::string_view resolved,
                         std::string_view temporary, const RemoteFile& old);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_DEPLOY_BACKUP_H_
