#include "replacer/deploy/ssh_command.h"

#include <memory>
#include <optional>

#include "engine/base/wiper.h"
#include "replacer/deploy/ssh_channel.h"

namespace certsweep::replacer {
namespace {

// How long output that is open after the exit status has to be quiet.
constexpr int64_t kQuietMicros = 300'000;

class Command {
 public:
  Command(SshSession& session, SshChannel& channel, std::string_view input, size_t output_limit)
      : session_(session), channel_(channel), input_(input), limit_(output_limit) {}

  absl::StatusOr<CommandResult> Run(const Deadline& deadline) {
    for (;;) {
      if (absl::Status status = Feed(); !status.ok()) return status;
      absl::StatusOr<bool> moved = Drain();
      if (!moved.ok()) {
        // A host may hang up with the last command's exit status (a reboot, a firewall).
        if (channel_.ReadExit()) return Result();
        return moved.status();
      }
      if (*moved) continue;
      if (IsOver()) return Result();
      if (deadline.HasPassed()) return Expired();
      session_.Wait(quiet_until_ ? deadline.OrSooner(*quiet_until_) : deadline);
    }
  }

 private:
  absl::Status Feed() {
    if (input_closed_) return absl::OkStatus();
    // A command that has ended does not read.
    if (channel_.ReadExit() || channel_.IsAtEnd()) input_ = {};
    while (!input_.empty()) {
      const absl::StatusOr<size_t> taken = channel_.WriteNow(input_);
      // The command may have ended without reading all: its status says why.
      if (!taken.ok() && session_.IsConnected()) break;
      if (!taken.ok()) return taken.status();
      if (*taken == 0) return absl::OkStatus();
      input_.remove_prefix(*taken);
    }
    input_closed_ = true;
    return session_.IsConnected() && !channel_.IsAtEnd() ? channel_.CloseInput() : absl::OkStatus();
  }

  // Whether anything came.
  absl::StatusOr<bool> Drain() {
    bool moved = false;
    for (const auto stream : {SshChannel::Stream::kOutput, SshChannel::Stream::kErrors}) {
      absl::StatusOr<std::string> bytes = channel_.ReadNow(stream);
      if (!bytes.ok()) return bytes.status();
      moved = moved || !bytes->empty();
      const base::Wiper wiper(*bytes);
      const bool output = stream == SshChannel::Stream::kOutput;
      Keep(*bytes, output ? result_.output : result_.errors, output ? limit_ : kMaxCommandOutput);
    }
    if (moved) quiet_until_.reset();
    return moved;
  }

  void Keep(std::string_view bytes, std::string& kept, size_t limit) {
    const size_t room = limit - kept.size();
    if (bytes.size() > room) result_.cut = true;
    kept.append(bytes.substr(0, room));
  }

  bool IsOver() {
    if (channel_.ReadExit() && channel_.IsAtEnd()) return true;
    if (!channel_.ReadExit() && !channel_.IsAtEnd()) return false;
    // One of the two is there, and the other may follow.
    if (!quiet_until_) quiet_until_ = Deadline::After(kQuietMicros);
    return quiet_until_->HasPassed() && (channel_.ReadExit() || channel_.IsGone());
  }

  absl::StatusOr<CommandResult> Result() {
    const std::optional<SshChannel::Exit>& exit = channel_.ReadExit();
    result_.status = exit ? exit->status : -1;
    if (result_.status >= 0) return std::move(result_);
    if (!result_.errors.empty() && !result_.errors.ends_with('\n')) result_.errors += '\n';
    result_.errors +=
        exit && !exit->signal.empty() ? "killed by signal " + exit->signal : "ended without an exit status";
    return std::move(result_);
  }

  absl::Status Expired() const {
    return absl::DeadlineExceededError("the command did not end in time; it may still run");
  }

  SshSession& session_;
  SshChannel& channel_;
  std::string_view input_;
  const size_t limit_;
  CommandResult result_;
  bool input_closed_ = false;
  std::optional<Deadline> quiet_until_;
};

}  // namespace

absl::StatusOr<CommandResult> RunSshCommand(SshSession& session, const std::string& command, std::string_view input,
                                            size_t output_limit, const Deadline& deadline) {
  if (command.find('\0') != std::string::npos) return absl::InvalidArgumentError("a command has a NUL in it");
  absl::StatusOr<std::unique_ptr<SshChannel>> channel = SshChannel::Open(session, deadline);
  if (!channel.ok()) return channel.status();
  if (absl::Status status = (*channel)->StartCommand(command, deadline); !status.ok()) return status;
  return Command(session, **channel, input, output_limit).Run(deadline);
}

}  // namespace certsweep::replacer
