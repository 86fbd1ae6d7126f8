// KnownHostsFile: the known_hosts of a run, read anew for each connection and added to. Thread-safe.
#ifndef CERTSWEEP_REPLACER_DEPLOY_KNOWN_HOSTS_FILE_H_
#define CERTSWEEP_REPLACER_DEPLOY_KNOWN_HOSTS_FILE_H_

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "replacer/deploy/host_key_policy.h"

namespace certsweep::replacer {

struct LearnedHostKey {
  std::string host;
  uint16_t port = 22;
  std::string type, fingerprint;
};

class KnownHostsFile {
 public:
  // `path` empty: what is learned is known to this object alone.
  explicit KnownHostsFile(std::string path) : path_(std::move(path)) {}

  // The text; empty where there is no file.
  absl::StatusOr<std::string> Read();

  // Adds a key of a host that has none, with the file created 0600 where there is none. What another thread or process
  // learned of the host in the meantime holds: then the verdict is what that makes of this key.
  absl::StatusOr<HostKeyVerdict> Learn(const HostKeyKnowledge& knowledge, std::string_view key_blob);

  // What Learn added, in the order of time.
  std::vector<LearnedHostKey> learned() const;

 private:
  absl::StatusOr<std::string> ReadLocked();

  const std::string path_;
  mutable std::mutex mutex_;
  std::string unsaved_;  // where there is no path
  std::vector<LearnedHostKey> learned_;
};

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_DEPLOY_KNOWN_HOSTS_FILE_H_
