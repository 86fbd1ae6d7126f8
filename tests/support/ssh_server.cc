#include "tests/support/ssh_server.h"

#include <poll.h>
#include <pwd.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "bench/lab/loopback_socket.h"
#include "engine/base/ip_address.h"
#include "tests/support/check.h"
#include "tests/support/loopback.h"

namespace certsweep::test {
namespace {

constexpr int kTries = 2000;
constexpr int kMillisecondsBetween = 10;

// 127/8 is wide: an address that no other process of the machine is likely to have, so that any port of it is free.
std::string AddressOfOurOwn() {
  static std::atomic<int> counter{0};
  const int pid = getpid();
  const int number = 1 + counter++ % 250;
  return "127." + std::to_string(64 + (pid >> 8) % 128) + "." + std::to_string(pid & 255) + "." +
         std::to_string(number);
}

std::string NameOfUser() {
  const passwd* entry = getpwuid(geteuid());
  Check(entry != nullptr, "the user has no name");
  return entry->pw_name;
}

void CheckOk(const absl::Status& status) { Check(status.ok(), status.ToString().c_str()); }

lab::SshDaemonOptions DaemonOptions(SshServerOptions options, const TemporaryFolder& folder) {
  if (options.address.empty()) options.address = AddressOfOurOwn();
  const uint16_t port = HoldSilentPort(options.address).port;
  return {.folder = folder.path(),
          .address = options.address,
          .port = port,
          .host_key_types = options.host_key_types,
          .sftp = options.sftp,
          .force_command = options.force_command,
          .config = options.config};
}

}  // namespace

void MakeSshKey(const std::string& path, std::string_view type, const std::string& passphrase) {
  CheckOk(lab::MakeSshKey(path, type, passphrase));
}

bool SshServer::IsAvailable() {
  return access(lab::kSshdPath, X_OK) == 0 && access(lab::kSshKeygenPath, X_OK) == 0 &&
         access(lab::kSftpServerPath, X_OK) == 0;
}

SshServer::SshServer(SshServerOptions options)
    : daemon_(DaemonOptions(std::move(options), folder_)), user_(NameOfUser()) {
  MakeSshKey(identity());
  WriteWholeFile(daemon_.AuthorizedKeysPath(), ReadWholeFile(identity() + ".pub"));
  CheckOk(lab::MakeHostKeys(daemon_));
  Start();
}

SshServer::~SshServer() { Stop(); }

void SshServer::Start() {
  CheckOk(lab::WriteSshdConfig(daemon_));
  auto processes = lab::ProcessTree::Start({.arguments = lab::SshdCommand(daemon_), .log = folder_.Path("log")});
  CheckOk(processes.status());
  processes_ = *std::move(processes);
  const bool listens = AwaitListening();
  if (!listens) std::fprintf(stderr, "%s\n", Log().c_str());
  Check(listens, "sshd does not start");
}

bool SshServer::AwaitListening() const {
  const auto address = *base::IpAddress::Parse(daemon_.address);
  for (int i = 0; i < kTries && processes_->IsRunning(); ++i) {
    if (lab::IsListening(address, daemon_.port)) return true;
    // There is nothing to wait on but the next try.
    poll(nullptr, 0, kMillisecondsBetween);
  }
  return false;
}

void SshServer::Stop() { processes_.reset(); }

void SshServer::ChangeHostKeys(const std::vector<std::string>& types) {
  Stop();
  daemon_.host_key_types = types;
  CheckOk(lab::MakeHostKeys(daemon_));
  Start();
}

void SshServer::Authorize(std::string_view public_key) {
  std::ofstream(daemon_.AuthorizedKeysPath(), std::ios::app) << public_key << "\n";
}

std::string SshServer::Fingerprint(std::string_view type) const {
  const std::string log = folder_.Path("fingerprint");
  std::filesystem::remove(log);
  CheckOk(
      lab::RunToEnd({.arguments = {lab::kSshKeygenPath, "-l", "-E", "sha256", "-f", daemon_.HostKeyPath(type) + ".pub"},
                     .log = log}));
  std::istringstream text(ReadWholeFile(log));
  std::string bits, fingerprint;
  text >> bits >> fingerprint;
  return fingerprint;
}

std::string SshServer::KnownHosts() const {
  const absl::StatusOr<std::string> lines = lab::KnownHostsLines(daemon_, address());
  CheckOk(lines.status());
  return *lines;
}

replacer::SshTarget SshServer::Target() const {
  return {.host = address(),
          .address = "",
          .port = port(),
          .user = user_,
          .host_key_fingerprint = Fingerprint(daemon_.host_key_types.front()),
          .legacy_algorithms = false};
}

std::string SshServer::Log() const { return ReadWholeFile(folder_.Path("log")); }

}  // namespace certsweep::test
