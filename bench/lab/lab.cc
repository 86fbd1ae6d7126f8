#include "bench/lab/lab.h"

#include <cmath>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "bench/lab/lab_estate.h"
#include "bench/lab/lab_server.h"
#include "bench/lab/loopback_socket.h"

namespace certsweep::lab {

namespace {

constexpr int kMaxThreads = 256;

absl::Status Check(const LabOptions& options) {
  if (options.endpoints < 1) {
    return absl::InvalidArgumentError(absl::StrCat("a lab of ", options.endpoints, " endpoints: at least 1"));
  }
  if (options.threads < 1 || options.threads > kMaxThreads) {
    return absl::InvalidArgumentError(absl::StrCat("a lab of ", options.threads, " threads: 1 to ", kMaxThreads));
  }
  double total = options.mix.empty() ? 1 : 0;
  for (const auto& [kind, share] : options.mix) {
    if (!(share >= 0)) return absl::InvalidArgumentError("mix: a share must be a number of 0 or more");
    total += share;
  }
  if (!(total > 0) || !std::isfinite(total)) return absl::InvalidArgumentError("mix: no share is over 0");
  return absl::OkStatus();
}

class RunningLab : public Lab {
 public:
  RunningLab(std::unique_ptr<LabEstate> estate, uint16_t port, ReservedPort refusing)
      : estate_(std::move(estate)), port_(port), refusing_(std::move(refusing)) {}
  ~RunningLab() override { Stop(); }

  absl::Status Serve(Listeners listeners, int threads, const base::Clock& clock) {
    absl::StatusOr<std::unique_ptr<LabServer>> server =
        LabServer::Start(std::move(listeners), threads, *estate_, clock);
    if (!server.ok()) return server.status();
    server_ = *std::move(server);
    return absl::OkStatus();
  }

  const std::vector<LabEndpoint>& endpoints() const override { return estate_->endpoints(); }
  uint16_t port() const override { return port_; }
  std::string InventoryCsv() const override { return estate_->InventoryCsv(); }
  std::string TrustPem() const override { return estate_->TrustPem(); }
  void Stop() override { server_.reset(); }

 private:
  const std::unique_ptr<LabEstate> estate_;
  const uint16_t port_;
  const ReservedPort refusing_;
  std::unique_ptr<LabServer> server_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Lab>> Lab::Start(const LabOptions& options, const base::Clock& clock) {
  if (absl::Status status = Check(options); !status.ok()) return status;
  RaiseDescriptorLimit();
  absl::StatusOr<Listeners> listeners = ListenOnLoopback(options.port);
  if (!listeners.ok()) return listeners.status();
  absl::StatusOr<std::unique_ptr<LabEstate>> estate = LabEstate::Create(options, clock.NowUnixSeconds());
  if (!estate.ok()) return estate.status();
  ReservedPort refusing;
  if ((*estate)->Has(LabKind::kRefuses)) {
    absl::StatusOr<ReservedPort> reserved = ReserveSilentPort(listeners->port);
    if (!reserved.ok()) return reserved.status();
    refusing = *std::move(reserved);
  }
  const uint16_t port = listeners->port;
  (*estate)->SetPorts(port, refusing.port);
  auto lab = std::make_unique<RunningLab>(*std::move(estate), port, std::move(refusing));
  if (absl::Status status = lab->Serve(*std::move(listeners), options.threads, clock); !status.ok()) return status;
  return lab;
}

}  // namespace certsweep::lab
