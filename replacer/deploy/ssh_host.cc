#include "replacer/deploy/ssh_host.h"

#include <utility>

#include "replacer/deploy/dialogue_runner.h"
#include "replacer/deploy/sftp_files.h"
#include "replacer/deploy/ssh_channel.h"
#include "replacer/deploy/ssh_command.h"

namespace certsweep::replacer {

SshHost::SshHost(std::unique_ptr<SshSession> session, int64_t timeout_us)
    : session_(std::move(session)),
      timeout_us_(timeout_us),
      shell_files_([this](const std::string& command, std::string_view input, size_t output_limit) {
        return RunSshCommand(*session_, command, input, output_limit, Deadline::After(timeout_us_));
      }) {}

// The channels go before their session.
SshHost::~SshHost() { sftp_files_.reset(); }

absl::StatusOr<std::unique_ptr<RemoteFiles>> SshHost::StartSftp() {
  const Deadline deadline = Deadline::After(timeout_us_);
  absl::StatusOr<std::unique_ptr<SshChannel>> channel = SshChannel::Open(*session_, deadline);
  if (!channel.ok()) return channel.status();
  if (absl::Status status = (*channel)->StartSubsystem("sftp", deadline); !status.ok()) return status;
  return SftpFiles::Start(*std::move(channel), timeout_us_);
}

absl::StatusOr<RemoteFiles*> SshHost::Files() {
  if (files_ != nullptr) return files_;
  absl::StatusOr<std::unique_ptr<RemoteFiles>> sftp = StartSftp();
  if (!session_->IsConnected()) return session_->LostStatus();
  if (sftp.ok()) {
    sftp_files_ = *std::move(sftp);
    return files_ = sftp_files_.get();
  }
  if (!absl::IsUnimplemented(sftp.status())) return sftp.status();
  return files_ = &shell_files_;
}

absl::StatusOr<RemoteFiles*> SshHost::Replacer() {
  absl::StatusOr<RemoteFiles*> files = Files();
  if (files.ok() && *files == sftp_files_.get() && !sftp_files_->CanReplace().ok()) return &shell_files_;
  return files;
}

absl::StatusOr<std::string> SshHost::ResolvePath(std::string_view path) {
  absl::StatusOr<RemoteFiles*> files = Files();
  return files.ok() ? (*files)->ResolvePath(path) : files.status();
}

absl::StatusOr<RemoteFile> SshHost::Stat(std::string_view path) {
  absl::StatusOr<RemoteFiles*> files = Files();
  return files.ok() ? (*files)->Stat(path) : files.status();
}

absl::StatusOr<std::string> SshHost::ReadFile(std::string_view path, size_t limit) {
  absl::StatusOr<RemoteFiles*> files = Files();
  return files.ok() ? (*files)->ReadFile(path, limit) : files.status();
}

absl::Status SshHost::CreateFile(std::string_view path, std::string_view bytes) {
  absl::StatusOr<RemoteFiles*> files = Files();
  return files.ok() ? (*files)->CreateFile(path, bytes) : files.status();
}

absl::Status SshHost::SetOwnership(std::string_view path, uint32_t uid, uint32_t gid) {
  absl::StatusOr<RemoteFiles*> files = Files();
  return files.ok() ? (*files)->SetOwnership(path, uid, gid) : files.status();
}

absl::Status SshHost::SetMode(std::string_view path, uint32_t mode) {
  absl::StatusOr<RemoteFiles*> files = Files();
  return files.ok() ? (*files)->SetMode(path, mode) : files.status();
}

absl::Status SshHost::CanReplace() {
  absl::StatusOr<RemoteFiles*> replacer = Replacer();
  return replacer.ok() ? (*replacer)->CanReplace() : replacer.status();
}

absl::Status SshHost::Replace(std::string_view from, std::string_view to) {
  absl::StatusOr<RemoteFiles*> replacer = Replacer();
  return replacer.ok() ? (*replacer)->Replace(from, to) : replacer.status();
}

absl::Status SshHost::Remove(std::string_view path) {
  absl::StatusOr<RemoteFiles*> files = Files();
  return files.ok() ? (*files)->Remove(path) : files.status();
}

absl::StatusOr<std::vector<std::string>> SshHost::List(std::string_view folder) {
  absl::StatusOr<RemoteFiles*> files = Files();
  return files.ok() ? (*files)->List(folder) : files.status();
}

absl::StatusOr<CommandResult> SshHost::Run(std::string_view command) {
  return RunSshCommand(*session_, std::string(command), "", kMaxCommandOutput, Deadline::After(timeout_us_));
}

absl::StatusOr<DialogueResult> SshHost::Converse(const std::vector<DialogueStep>& steps) {
  const Deadline deadline = Deadline::After(timeout_us_);
  absl::StatusOr<std::unique_ptr<SshChannel>> channel = SshChannel::Open(*session_, deadline);
  if (!channel.ok()) return channel.status();
  if (absl::Status status = (*channel)->StartShellOnTerminal(deadline); !status.ok()) return status;
  return RunDialogue(**channel, steps);
}

}  // namespace certsweep::replacer
