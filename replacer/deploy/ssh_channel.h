// SshChannel: a channel of a session (RFC 4254, 6): one program on the other side. Not thread-safe; the session must
// outlive it.
#ifndef CERTSWEEP_REPLACER_DEPLOY_SSH_CHANNEL_H_
#define CERTSWEEP_REPLACER_DEPLOY_SSH_CHANNEL_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "replacer/deploy/byte_channel.h"
#include "replacer/deploy/ssh_session.h"

struct ssh_channel_struct;

namespace certsweep::replacer {

class SshChannel final : public ByteChannel {
 public:
  // A channel with nothing running. Unavailable, DeadlineExceeded; ResourceExhausted: the host opens no more.
  static absl::StatusOr<std::unique_ptr<SshChannel>> Open(SshSession& session, const Deadline& deadline);
  ~SshChannel() override;
  SshChannel(const SshChannel&) = delete;
  SshChannel& operator=(const SshChannel&) = delete;

  // What is to run; once a channel. Unimplemented where the host refuses; Unavailable, DeadlineExceeded.
  absl::Status StartCommand(const std::string& command, const Deadline& deadline);
  absl::Status StartSubsystem(const std::string& name, const Deadline& deadline);
  absl::Status StartShellOnTerminal(const Deadline& deadline);

  absl::Status Write(std::string_view bytes, const Deadline& deadline) override;
  absl::StatusOr<std::string> Read(const Deadline& deadline) override;

  // For what uses several streams at once, without waiting.
  enum class Stream { kOutput, kErrors };
  // What has come; empty: nothing yet, or never more.
  absl::StatusOr<std::string> ReadNow(Stream stream);
  // How much of `bytes` was taken.
  absl::StatusOr<size_t> WriteNow(std::string_view bytes);
  // Nothing more comes from us.
  absl::Status CloseInput();
  // The program has closed its output, or the channel is gone.
  bool IsAtEnd() const;
  // The host has closed the channel: not even an exit status comes any more.
  bool IsGone() const;

  struct Exit {
    int status = -1;
    std::string signal;  // not empty: it was killed by this one ("TERM")
  };
  // How the program ended, as far as that has come by now.
  const std::optional<Exit>& ReadExit();

 private:
  struct Callbacks;

  SshChannel(SshSession& session, ssh_channel_struct* channel);
  absl::Status Request(const std::function<int()>& call, std::string_view what, const Deadline& deadline);

  SshSession& session_;
  ssh_channel_struct* channel_;
  std::unique_ptr<Callbacks> callbacks_;
};

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_DEPLOY_SSH_CHANNEL_H_
