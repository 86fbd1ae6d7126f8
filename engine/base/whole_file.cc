#include "engine/base/whole_file.h"

#include <fcntl.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>

#include "absl/strings/str_cat.h"
#include "engine/base/bytes.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"

namespace certsweep::base {
namespace {

constexpr mode_t kPrivateMode = 0600;
constexpr mode_t kCommonMode = 0666;

// "a/b" -> "a/", "b" -> "".
std::string FolderOf(const std::string& path) { return path.substr(0, path.rfind('/') + 1); }

std::string TemporaryName(const std::string& path) {
  std::array<uint8_t, 8> random;
  RAND_bytes(random.data(), random.size());
  return absl::StrCat(FolderOf(path), ".certsweep-", HexEncode(random), ".tmp");
}

// Each gives 0 or the errno of what failed.

int WriteAll(int fd, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(fd, content.data(), content.size());
    if (written < 0 && errno != EINTR) return errno;
    if (written > 0) content.remove_prefix(static_cast<size_t>(written));
  }
  return 0;
}

int CreateWhole(const std::string& path, std::string_view content, bool is_private) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, is_private ? kPrivateMode : kCommonMode);
  if (fd < 0) return errno;
  // A umask can only have taken rights away: 0400 for 0600, say.
  int error = is_private && ::fchmod(fd, kPrivateMode) != 0 ? errno : 0;
  if (error == 0) error = WriteAll(fd, content);
  if (error == 0 && ::fsync(fd) != 0) error = errno;
  if (::close(fd) != 0 && error == 0) error = errno;
  return error;
}

// Without ever taking the place of a file, and for file systems that can't say so, by a hard link.
int RenameToNew(const std::string& from, const std::string& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
  if (::link(from.c_str(), to.c_str()) != 0) return errno;
  ::unlink(from.c_str());
  return 0;
}

int Rename(const std::string& from, const std::string& to) {
  return ::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
}

int SyncFolder(const std::string& folder) {
  const int fd = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return errno == EACCES ? 0 : errno;  // a folder that one may write to and not read
  // Some file systems have no such thing for folders.
  const int error = ::fsync(fd) == 0 || errno == EINVAL ? 0 : errno;
  ::close(fd);
  return error;
}

absl::Status Told(int error, const std::string& path) {
  const std::string name = DisplayText(path);
  if (error == EEXIST) return absl::AlreadyExistsError(absl::StrCat(name, ": is there already"));
  return error == 0 ? absl::OkStatus() : ErrnoStatus(error, name);
}

}  // namespace

absl::Status WriteWholeFile(const std::string& path, std::string_view content, const WholeFileOptions& options) {
  const std::string temporary = TemporaryName(path);
  int error = CreateWhole(temporary, content, options.is_private);
  if (error == 0) error = options.replace ? Rename(temporary, path) : RenameToNew(temporary, path);
  if (error != 0) {
    ::unlink(temporary.c_str());
    return Told(error, path);
  }
  return Told(SyncFolder(FolderOf(path)), path);
}

}  // namespace certsweep::base
