// TlsPeer: the server's side of one TLS handshake by BoringSSL, and TlsSettings, what each kind of endpoint negotiates.
#ifndef CERTSWEEP_BENCH_LAB_TLS_PEER_H_
#define CERTSWEEP_BENCH_LAB_TLS_PEER_H_

#include <openssl/base.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "bench/lab/lab_kinds.h"
#include "bench/lab/lab_peer.h"
#include "bench/lab/lab_pki.h"

namespace certsweep::lab {

// One SSL_CTX a kind. Immutable; thread-safe.
class TlsSettings {
 public:
  static absl::StatusOr<TlsSettings> Create();

  // Also for kinds that never get that far. Valid as long as this.
  SSL_CTX* ContextOf(LabKind kind) const { return contexts_[static_cast<size_t>(kind)].get(); }

 private:
  TlsSettings() = default;
  std::vector<bssl::UniquePtr<SSL_CTX>> contexts_;  // by kind; most share the first
};

class TlsPeer : public Peer {
 public:
  using CredentialsSource = std::function<absl::StatusOr<Credentials>()>;

  // `context` must outlive it. `credentials` is asked once, when the first bytes arrive: a connection that says nothing
  // costs next to nothing. A failure of it hangs up.
  TlsPeer(SSL_CTX* context, bool byte_at_a_time, CredentialsSource credentials);
  ~TlsPeer() override;

  PeerNext Receive(base::Bytes input, std::string& output) override;
  bool sends_byte_at_a_time() const override { return byte_at_a_time_; }

 private:
  bool Prepare();
  void TakeOutput(std::string& output);

  SSL_CTX* const context_;
  const bool byte_at_a_time_;
  CredentialsSource credentials_;
  bssl::UniquePtr<SSL> ssl_;
};

}  // namespace certsweep::lab

#endif  // CERTSWEEP_BENCH_LAB_TLS_PEER_H_
