#include "replacer/deploy/ssh_channel.h"

#include <libssh/callbacks.h>
#include <libssh/libssh.h>
#include <string.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "engine/base/text.h"

namespace certsweep::replacer {
namespace {

// One write of libssh: a piece that fits any window is sent whole.
constexpr size_t kPiece = size_t{16} << 10;
// Wide enough that a long line is not broken by the other side.
constexpr int kColumns = 500, kRows = 50;

}  // namespace

struct SshChannel::Callbacks {
  ssh_channel_callbacks_struct table{};
  std::optional<Exit> exit;

  static void OnStatus(ssh_session /*session*/, ssh_channel /*channel*/, int status, void* self) {
    static_cast<Callbacks*>(self)->exit = Exit{.status = status, .signal = ""};
  }
  static void OnSignal(ssh_session /*session*/, ssh_channel /*channel*/, const char* signal, int /*core*/,
                       const char* /*message*/, const char* /*language*/, void* self) {
    static_cast<Callbacks*>(self)->exit =
        Exit{.status = -1, .signal = base::DisplayText(signal == nullptr || *signal == '\0' ? "?" : signal, 32)};
  }
};

SshChannel::SshChannel(SshSession& session, ssh_channel_struct* channel)
    : session_(session), channel_(channel), callbacks_(std::make_unique<Callbacks>()) {
  callbacks_->table.userdata = callbacks_.get();
  callbacks_->table.channel_exit_status_function = &Callbacks::OnStatus;
  callbacks_->table.channel_exit_signal_function = &Callbacks::OnSignal;
  ssh_callbacks_init(&callbacks_->table);
  ssh_set_channel_callbacks(channel_, &callbacks_->table);
}

SshChannel::~SshChannel() {
  ssh_remove_channel_callbacks(channel_, &callbacks_->table);
  ssh_channel_free(channel_);
}

absl::StatusOr<std::unique_ptr<SshChannel>> SshChannel::Open(SshSession& session, const Deadline& deadline) {
  ssh_channel raw = ssh_channel_new(session.get());
  if (raw == nullptr) return session.LostStatus();
  std::unique_ptr<SshChannel> channel(new SshChannel(session, raw));
  const absl::StatusOr<int> outcome =
      session.Complete([raw] { return ssh_channel_open_session(raw); }, SSH_AGAIN, deadline);
  if (!outcome.ok()) return absl::DeadlineExceededError("no channel was opened in time");
  if (*outcome == SSH_OK) return channel;
  if (!session.IsConnected()) return session.LostStatus();
  return absl::ResourceExhaustedError("the host opens no channel: " + session.LastError());
}

absl::Status SshChannel::Request(const std::function<int()>& call, std::string_view what, const Deadline& deadline) {
  const absl::StatusOr<int> outcome = session_.Complete(call, SSH_AGAIN, deadline);
  if (!outcome.ok()) return absl::DeadlineExceededError(std::string(what) + " was not started in time");
  if (*outcome == SSH_OK) return absl::OkStatus();
  if (!session_.IsConnected()) return session_.LostStatus();
  return absl::UnimplementedError("the host does not start " + std::string(what));
}

absl::Status SshChannel::StartCommand(const std::string& command, const Deadline& deadline) {
  return Request([&] { return ssh_channel_request_exec(channel_, command.c_str()); }, "a command", deadline);
}

absl::Status SshChannel::StartSubsystem(const std::string& name, const Deadline& deadline) {
  return Request([&] { return ssh_channel_request_subsystem(channel_, name.c_str()); }, "the subsystem " + name,
                 deadline);
}

absl::Status SshChannel::StartShellOnTerminal(const Deadline& deadline) {
  const auto terminal = [this] { return ssh_channel_request_pty_size(channel_, "dumb", kColumns, kRows); };
  if (absl::Status status = Request(terminal, "a terminal", deadline); !status.ok()) return status;
  return Request([this] { return ssh_channel_request_shell(channel_); }, "a shell", deadline);
}

absl::Status SshChannel::Write(std::string_view bytes, const Deadline& deadline) {
  while (!bytes.empty()) {
    const absl::StatusOr<size_t> taken = WriteNow(bytes);
    if (!taken.ok()) return taken.status();
    bytes.remove_prefix(*taken);
    if (*taken > 0) continue;
    if (deadline.HasPassed()) return absl::DeadlineExceededError("the host took no more bytes in time");
    session_.Wait(deadline);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> SshChannel::Read(const Deadline& deadline) {
  for (;;) {
    absl::StatusOr<std::string> bytes = ReadNow(Stream::kOutput);
    if (!bytes.ok() || !bytes->empty() || IsAtEnd()) return bytes;
    if (deadline.HasPassed()) return absl::DeadlineExceededError("no answer in time");
    session_.Wait(deadline);
  }
}

absl::StatusOr<std::string> SshChannel::ReadNow(Stream stream) {
  std::array<char, kPiece> piece;
  const int size = ssh_channel_read_nonblocking(channel_, piece.data(), piece.size(), stream == Stream::kErrors);
  if (size > 0) {
    std::string bytes(piece.data(), static_cast<size_t>(size));
    explicit_bzero(piece.data(), bytes.size());  // it may be a private key
    return bytes;
  }
  if (size == SSH_ERROR || !session_.IsConnected()) return session_.LostStatus();
  return std::string();
}

absl::StatusOr<size_t> SshChannel::WriteNow(std::string_view bytes) {
  const auto size = static_cast<uint32_t>(std::min(bytes.size(), kPiece));
  const int taken = ssh_channel_write(channel_, bytes.data(), size);
  if (taken >= 0) return static_cast<size_t>(taken);
  if (taken == SSH_AGAIN) return size_t{0};
  if (!session_.IsConnected()) return session_.LostStatus();
  return absl::UnavailableError("the program on the host takes no more: " + session_.LastError());
}

absl::Status SshChannel::CloseInput() {
  return ssh_channel_send_eof(channel_) == SSH_ERROR ? session_.LostStatus() : absl::OkStatus();
}

bool SshChannel::IsAtEnd() const { return ssh_channel_is_eof(channel_) != 0 || ssh_channel_is_closed(channel_) != 0; }

bool SshChannel::IsGone() const { return ssh_channel_is_closed(channel_) != 0; }

const std::optional<SshChannel::Exit>& SshChannel::ReadExit() {
  // After the end of its output libssh reads no packets for ReadNow, and the exit status often comes after it.
  if (!callbacks_->exit) ssh_channel_get_exit_status(channel_);
  return callbacks_->exit;
}

}  // namespace certsweep::replacer
