// RemoteHost: one appliance over one connection: its files, its commands, its restricted shell. RemoteConnector makes
// them. Interfaces: the rooms above see no SSH; tests run on hosts in memory.
//
// Paths are bytes without NUL, not empty (else InvalidArgument, before anything is sent). Every call has a deadline of
// its own and blocks until then. What all may fail with: Unavailable (the connection is lost; what the call did on the
// other side is then unknown) and DeadlineExceeded. Messages name the path and hold no file's content.
#ifndef CERTSWEEP_REPLACER_DEPLOY_REMOTE_HOST_H_
#define CERTSWEEP_REPLACER_DEPLOY_REMOTE_HOST_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "replacer/deploy/dialogue.h"

namespace certsweep::replacer {

// Of each of a command's two streams, this much is kept.
inline constexpr size_t kMaxCommandOutput = size_t{64} << 10;

struct CommandResult {
  int status = 0;              // exit status; -1: killed by a signal or ended without one, and `errors` says so last
  std::string output, errors;  // as they came, at most kMaxCommandOutput bytes each
  bool cut = false;            // there was more of one of them
};

enum class FileKind { kRegular, kFolder, kSymlink, kOther };

struct RemoteFile {
  FileKind kind = FileKind::kRegular;
  uint64_t size = 0;  // bytes
  uint32_t mode = 0;  // the 12 bits of chmod
  uint32_t uid = 0, gid = 0;

  friend bool operator==(const RemoteFile&, const RemoteFile&) = default;
};

// Not thread-safe: belongs to the thread that uses it.
class RemoteFiles {
 public:
  virtual ~RemoteFiles() = default;

  // The absolute path without symbolic links. NotFound where it leads to nothing.
  virtual absl::StatusOr<std::string> ResolvePath(std::string_view path) = 0;

  // Of `path` itself: a symbolic link is not followed. NotFound, PermissionDenied.
  virtual absl::StatusOr<RemoteFile> Stat(std::string_view path) = 0;

  // The whole file. NotFound, PermissionDenied; OutOfRange where it is longer than `limit` bytes.
  virtual absl::StatusOr<std::string> ReadFile(std::string_view path, size_t limit) = 0;

  // Creates it with mode 0600, never through a link or over a file that is there (AlreadyExists), and has it written to
  // the disk where the host can be told to. ResourceExhausted (disk full), PermissionDenied (also: read-only), NotFound
  // (no folder). After any failure but AlreadyExists part of the file may be there.
  virtual absl::Status CreateFile(std::string_view path, std::string_view bytes) = 0;

  virtual absl::Status SetOwnership(std::string_view path, uint32_t uid, uint32_t gid) = 0;
  virtual absl::Status SetMode(std::string_view path, uint32_t mode) = 0;

  // OK where Replace is one rename; else FailedPrecondition that says what is missing. Changes nothing.
  virtual absl::Status CanReplace() = 0;

  // One rename(2) of `from` over `to`: at every moment `to` is the old file or the new one, whole. Both in one folder.
  virtual absl::Status Replace(std::string_view from, std::string_view to) = 0;

  // A file or a link. NotFound.
  virtual absl::Status Remove(std::string_view path) = 0;

  // Names in a folder, without "." and "..", in no order. NotFound.
  virtual absl::StatusOr<std::vector<std::string>> List(std::string_view folder) = 0;
};

class RemoteHost : public RemoteFiles {
 public:
  // Runs `command` by the login shell over there, with nothing on its standard input. A status other than 0 is no
  // error. Ends with the command: what it left running in the background is not waited for. InvalidArgument for a NUL.
  virtual absl::StatusOr<CommandResult> Run(std::string_view command) = 0;

  // Talks to what the login shell shows on a terminal. What was said over there is in the result also where a step was
  // not met; the error is for connections.
  virtual absl::StatusOr<DialogueResult> Converse(const std::vector<DialogueStep>& steps) = 0;
};

struct SshTarget {
  std::string host;     // as the inventory has it: what known_hosts is asked for, before the address
  std::string address;  // where to connect; empty: `host` is resolved
  uint16_t port = 22;
  std::string user = "root";
  std::string host_key_fingerprint;  // "SHA256:..." of the inventory; empty: known_hosts decides
  bool legacy_algorithms = false;    // SHA-1, CBC and short RSA keys too

  // "host", or "host:port" where the port is another than 22.
  std::string ToString() const;
};

// Thread-safe.
class RemoteConnector {
 public:
  virtual ~RemoteConnector() = default;

  // A connection that is authenticated. Unavailable (refused, reset, no SSH there, no such name), DeadlineExceeded,
  // FailedPrecondition (the host key is unknown, changed or revoked: nothing was sent to it), Unimplemented (no
  // algorithm in common), Unauthenticated (says what was tried), InvalidArgument or NotFound (our own key file),
  // Aborted (it has to do with WhyToStop, and not with this appliance).
  virtual absl::StatusOr<std::unique_ptr<RemoteHost>> Connect(const SshTarget& target) = 0;

  // Why no appliance should be connected to any more, for people; empty: nothing keeps us.
  virtual std::string WhyToStop() const { return {}; }
};

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_DEPLOY_REMOTE_HOST_H_
