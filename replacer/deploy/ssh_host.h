// SshHost: a RemoteHost over an authenticated session. Files go by SFTP, or by commands where there is no SFTP; which
// of them is found out at the first use. Belongs to one thread.
#ifndef CERTSWEEP_REPLACER_DEPLOY_SSH_HOST_H_
#define CERTSWEEP_REPLACER_DEPLOY_SSH_HOST_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "replacer/deploy/remote_host.h"
#include "replacer/deploy/shell_files.h"
#include "replacer/deploy/ssh_session.h"

namespace certsweep::replacer {

class SshHost final : public RemoteHost {
 public:
  // Each command and each request for a file may take `timeout_us`.
  SshHost(std::unique_ptr<SshSession> session, int64_t timeout_us);
  ~SshHost() override;

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
  absl::StatusOr<CommandResult> Run(std::string_view command) override;
  absl::StatusOr<DialogueResult> Converse(const std::vector<DialogueStep>& steps) override;

 private:
  absl::StatusOr<std::unique_ptr<RemoteFiles>> StartSftp();
  absl::StatusOr<RemoteFiles*> Files();
  // Where Replace goes: by SFTP, else by a command.
  absl::StatusOr<RemoteFiles*> Replacer();

  std::unique_ptr<SshSession> session_;
  const int64_t timeout_us_;
  ShellFiles shell_files_;
  std::unique_ptr<RemoteFiles> sftp_files_;
  RemoteFiles* files_ = nullptr;  // one of the two; not known yet
};

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_DEPLOY_SSH_HOST_H_
