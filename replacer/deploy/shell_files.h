// ShellFiles: files by the commands of a POSIX system (and of busybox), for hosts without SFTP. What is written goes by
// standard input, never on a command line; paths are quoted. Not thread-safe.
#ifndef CERTSWEEP_REPLACER_DEPLOY_SHELL_FILES_H_
#define CERTSWEEP_REPLACER_DEPLOY_SHELL_FILES_H_

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "replacer/deploy/remote_host.h"

namespace certsweep::replacer {

// Runs a command by the shell over there with `input` on its standard input, and keeps `output_limit` bytes.
using ShellRunner = std::function<absl::StatusOr<CommandResult>(const std::string& command, std::string_view input,
                                                                size_t output_limit)>;

class ShellFiles final : public RemoteFiles {
 public:
  explicit ShellFiles(ShellRunner runner) : runner_(std::move(runner)) {}

  absl::StatusOr<std::string> ResolvePath(std::string_view path) override;
  absl::StatusOr<RemoteFile> Stat(std::string_view path) override;
  absl::StatusOr<std::string> ReadFile(std::string_view path, size_t limit) override;
  absl::Status CreateFile(std::string_view path, std::string_view bytes) override;
  absl::Status SetOwnership(std::string_view path, uint32_t uid, uint32_t gid) override;
  absl::Status SetMode(std::string_view path, uint32_t mode) override;
  absl::Status CanReplace() override;
  absl::Status Replace(std::string_view from, std::string_view to) override;
  absl::Status Remove(std::string_view path) override;
  absl::StatusOr<std::vector<std::string>> List(std::string_view folder) override;

 private:
  // Runs `script`, in which every @ stands for the quoted path. A status other than 0 is an error, of the code that the
  // messages over there tell.
  absl::StatusOr<std::string> Script(std::string_view script, std::string_view path, std::string_view input = "",
                                     size_t output_limit = kMaxCommandOutput);
  absl::StatusOr<std::string> RunScript(const std::string& script, std::string_view path, std::string_view input,
                                        size_t output_limit);

  ShellRunner runner_;
};

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_DEPLOY_SHELL_FILES_H_
