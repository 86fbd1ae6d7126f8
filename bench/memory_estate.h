// MemoryEstate: endpoints for benchmarks, without a socket: each with a leaf of its own under one issuing CA (the
// lab's), and a server in memory that completes handshakes with it. Immutable once made; thread-safe.
#ifndef CERTSWEEP_BENCH_MEMORY_ESTATE_H_
#define CERTSWEEP_BENCH_MEMORY_ESTATE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "bench/lab/lab_peer.h"
#include "bench/lab/lab_pki.h"
#include "bench/lab/tls_peer.h"
#include "engine/base/bytes.h"
#include "engine/pki/trust_anchors.h"
#include "engine/probe/endpoint.h"

namespace certsweep::bench {

enum class LeafKey : uint8_t { kEcdsaP256, kRsa2048 };
enum class ServerVersion : uint8_t { kTls12, kTls13 };  // TLS 1.2 by ECDHE and AES-GCM, as TLS 1.3

// As of when the certificates are to be judged: 2026-01-02T03:04:05Z.
inline constexpr int64_t kEstateTime = 1767323045;

class MemoryEstate {
 public:
  static absl::StatusOr<std::unique_ptr<MemoryEstate>> Create(LeafKey key, size_t endpoints);
  ~MemoryEstate();

  size_t size() const { return endpoints_.size(); }
  const probe::Endpoint& endpoint(size_t index) const { return endpoints_[index]; }
  base::Bytes leaf(size_t index) const { return CertificateOf(index, 0); }
  base::Bytes intermediate() const { return CertificateOf(0, 1); }
  const std::shared_ptr<const pki::TrustAnchors>& anchors() const { return anchors_; }

  // The server's side of one connection.
  std::unique_ptr<lab::Peer> Serve(size_t index, ServerVersion version) const;

 private:
  MemoryEstate(lab::TlsSettings tls, std::shared_ptr<const pki::TrustAnchors> anchors);
  base::Bytes CertificateOf(size_t index, size_t depth) const;

  const lab::TlsSettings tls_;
  const std::shared_ptr<const pki::TrustAnchors> anchors_;
  std::vector<probe::Endpoint> endpoints_;
  std::vector<lab::Credentials> credentials_;
};

}  // namespace certsweep::bench

#endif  // CERTSWEEP_BENCH_MEMORY_ESTATE_H_
