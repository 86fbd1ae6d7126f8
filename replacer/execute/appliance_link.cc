#include "replacer/execute/appliance_link.h"

#include <cstdint>
#include <utility>

namespace certsweep::replacer {
namespace {

constexpr int kConnectTries = 3;
constexpr int64_t kConnectAgainMicros = 2'000'000;

bool IsLost(const absl::Status& status) { return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status); }

}  // namespace

absl::StatusOr<RemoteHost*> ApplianceLink::Host() {
  if (host_ == nullptr) {
    const SshTarget target{.host = plan_.ssh_host,
                           .address = plan_.ssh_address,
                           .port = plan_.ssh_port,
                           .user = plan_.ssh_user,
                           .host_key_fingerprint = plan_.ssh_host_key,
                           .legacy_algorithms = plan_.legacy_ssh};
    absl::StatusOr<std::unique_ptr<RemoteHost>> host = tools_.connector->Connect(target);
    if (!host.ok()) return host.status();
    host_ = *std::move(host);
  }
  return host_.get();
}

absl::Status ApplianceLink::With(const Call& call) {
  const absl::StatusOr<RemoteHost*> host = Host();
  if (!host.ok()) return host.status();
  absl::Status status = call(**host);
  if (IsLost(status)) host_.reset();
  return status;
}

absl::Status ApplianceLink::Insist(const Call& call) {
  absl::Status status;
  for (int attempt = 1; attempt <= kConnectTries; ++attempt) {
    status = With(call);
    if (!IsLost(status)) break;
    if (attempt < kConnectTries) tools_.waiter->Wait(kConnectAgainMicros);
  }
  return status;
}

}  // namespace certsweep::replacer
