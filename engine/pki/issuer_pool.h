// IssuerPool: where a path may go on: the certificates that could have issued another one, best candidate first (RFC
// 4158, 2.4 and 3.2). One a verification; not thread-safe.
#ifndef CERTSWEEP_ENGINE_PKI_ISSUER_POOL_H_
#define CERTSWEEP_ENGINE_PKI_ISSUER_POOL_H_

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "engine/pki/chain_verifier.h"
#include "engine/pki/trust_anchors.h"
#include "engine/x509/certificate.h"

namespace certsweep::pki {

using CertificatesBySubject = absl::flat_hash_map<std::string, std::vector<x509::CertificatePtr>>;

enum class KeyIdMatch : uint8_t { kDiffers, kUnknown, kEqual };

// Whether the authority key identifier of `subject` is the subject key identifier of `issuer`.
KeyIdMatch MatchKeyIds(const x509::Certificate& subject, const x509::Certificate& issuer);

class IssuerPool {
 public:
  // `sent`: null elements and the first one, the leaf, are passed over. All must outlive the pool.
  IssuerPool(const TrustAnchors& anchors, std::span<const x509::CertificatePtr> sent,
             const CertificatesBySubject& intermediates, int64_t unix_seconds);

  // Certificates whose subject is the issuer of `certificate`, each once: an equal key identifier first, then anchors,
  // those valid now, those sent. They are good until the pool ends.
  std::vector<const PathElement*> IssuersOf(const x509::Certificate& certificate);

 private:
  const std::vector<PathElement>& OfName(const std::string& name);
  std::vector<PathElement> Collect(const std::string& name) const;
  int Score(const PathElement& issuer) const;

  const TrustAnchors& anchors_;
  std::span<const x509::CertificatePtr> sent_;
  const CertificatesBySubject& intermediates_;
  const int64_t unix_seconds_;
  // By subject, best first as far as that does not depend on what they issued. Thousands of certificates may share one
  // name, so the order is kept once for all they issued. Node-based: references stay good.
  std::unordered_map<std::string, std::vector<PathElement>> known_;
};

}  // namespace certsweep::pki

#endif  // CERTSWEEP_ENGINE_PKI_ISSUER_POOL_H_
