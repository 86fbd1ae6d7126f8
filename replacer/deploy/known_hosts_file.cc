#include "replacer/deploy/known_hosts_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "engine/base/read_file.h"
#include "engine/base/status_context.h"
#include "replacer/deploy/known_hosts.h"

namespace certsweep::replacer {
namespace {

// Closing it also gives the lock back.
class LockedFile {
 public:
  explicit LockedFile(const std::string& path)
      : fd_(open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) {
    if (fd_ >= 0) locked_ = flock(fd_, LOCK_EX) == 0;
  }
  ~LockedFile() {
    if (fd_ >= 0) close(fd_);
  }
  LockedFile(const LockedFile&) = delete;
  LockedFile& operator=(const LockedFile&) = delete;

  int fd() const { return fd_; }
  bool locked() const { return locked_; }

 private:
  int fd_;
  bool locked_ = false;
};

bool WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

}  // namespace

absl::StatusOr<std::string> KnownHostsFile::Read() {
  const std::lock_guard lock(mutex_);
  return ReadLocked();
}

absl::StatusOr<std::string> KnownHostsFile::ReadLocked() {
  if (path_.empty()) return unsaved_;
  absl::StatusOr<std::string> text = base::ReadFile(path_);
  return absl::IsNotFound(text.status()) ? std::string() : text;
}

absl::StatusOr<HostKeyVerdict> KnownHostsFile::Learn(const HostKeyKnowledge& knowledge, std::string_view key_blob) {
  const std::lock_guard lock(mutex_);
  const std::string line = KnownHostsLine(knowledge.host, knowledge.port, key_blob);
  HostKeyKnowledge now = knowledge;
  if (path_.empty()) {
    now.known_hosts = unsaved_;
    if (const HostKeyVerdict verdict = JudgeHostKey(key_blob, now); verdict != HostKeyVerdict::kUnknown) return verdict;
    unsaved_ += line;
  } else {
    const LockedFile file(path_);
    if (!file.locked()) return base::ErrnoStatus(errno, path_);
    absl::StatusOr<std::string> text = ReadLocked();
    if (!text.ok()) return text.status();
    now.known_hosts = *std::move(text);
    if (const HostKeyVerdict verdict = JudgeHostKey(key_blob, now); verdict != HostKeyVerdict::kUnknown) return verdict;
    const bool torn = !now.known_hosts.empty() && !now.known_hosts.ends_with('\n');
    if (!WriteAll(file.fd(), torn ? "\n" + line : line)) return base::ErrnoStatus(errno, path_);
  }
  learned_.push_back({.host = knowledge.host,
                      .port = knowledge.port,
                      .type = std::string(KeyTypeOf(key_blob)),
                      .fingerprint = HostKeyFingerprint(key_blob)});
  return HostKeyVerdict::kAccepted;
}

std::vector<LearnedHostKey> KnownHostsFile::learned() const {
  const std::lock_guard lock(mutex_);
  return learned_;
}

}  // namespace certsweep::replacer
