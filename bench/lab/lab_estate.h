// LabEstate: who lives at which loopback address, and the peer that answers there. Immutable but for certificates made
// at first use; thread-safe.
#ifndef CERTSWEEP_BENCH_LAB_LAB_ESTATE_H_
#define CERTSWEEP_BENCH_LAB_LAB_ESTATE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "bench/lab/lab.h"
#include "bench/lab/lab_addresses.h"
#include "bench/lab/lab_peer.h"
#include "bench/lab/lab_pki.h"
#include "bench/lab/tls_peer.h"

namespace certsweep::lab {

class LabEstate : public PeerFactory {
 public:
  ~LabEstate() override;

  // Endpoints have port 0 until SetPorts.
  static absl::StatusOr<std::unique_ptr<LabEstate>> Create(const LabOptions& options, int64_t now_unix_seconds);

  // Not thread-safe: before anything is served. `refusing`: of endpoints where nothing listens.
  void SetPorts(uint16_t listening, uint16_t refusing);

  std::unique_ptr<Peer> MakePeer(uint32_t address) const override;

  const std::vector<LabEndpoint>& endpoints() const { return endpoints_; }
  bool Has(LabKind kind) const;
  std::string InventoryCsv() const;
  std::string TrustPem() const { return pki_->TrustPem(); }

 private:
  LabEstate(AddressWalk walk, TlsSettings tls, std::vector<LabEndpoint> endpoints, std::unique_ptr<LabPki> pki);

  const AddressWalk walk_;
  const TlsSettings tls_;
  std::vector<LabEndpoint> endpoints_;
  const std::unique_ptr<LabPki> pki_;
};

}  // namespace certsweep::lab

#endif  // CERTSWEEP_BENCH_LAB_LAB_ESTATE_H_
