// ChainVerifier builds a certification path (RFC 5280, 6.1; RFC 4158) from a leaf to a trust anchor: depth-first with
// backtracking over the certificates that the peer sent and the configured intermediates, best candidate first, within
// an explicit budget. Thread-safe: const, and different threads may verify at once. The one verifier in certsweep.
#ifndef CERTSWEEP_ENGINE_PKI_CHAIN_VERIFIER_H_
#define CERTSWEEP_ENGINE_PKI_CHAIN_VERIFIER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "absl/container/flat_hash_map.h"

#include "engine/pki/finding.h"
#include "engine/pki/policy.h"
#include "engine/pki/trust_anchors.h"
#include "engine/x509/certificate.h"

namespace certsweep::pki {

enum class PathOrigin : uint8_t { kSent, kIntermediates, kAnchor };
std::string_view PathOriginName(PathOrigin origin);  // "sent", "intermediates", "anchor"

struct PathElement {
  x509::CertificatePtr certificate;
  PathOrigin origin;
};

// A whole valid path, leaf first, anchor last (one element where the leaf itself is an anchor). Only ChainVerifier makes one.
class VerifiedChain {
 public:
  const std::vector<PathElement>& path() const { return path_; }

 private:
  friend class ChainVerifier;
  explicit VerifiedChain(std::vector<PathElement> path) : path_(std::move(path)) {}
  std::vector<PathElement> path_;
};

// The work one verification may do; `budget_exhausted` beyond it.
struct VerifyBudget {
  int signature_checks_beyond_sent = 64;  // over one for each certificate sent
  int candidates = 2000;
  int name_comparisons = 250000;
};

struct VerifyResult {
  // The path, if there is one.
  std::optional<VerifiedChain> verified;
  // Where there is none: the candidate that came furthest (leaf first; may end at an anchor with findings on it).
  std::vector<PathElement> best;
  // Why there is no path (one of the four codes, or findings of RFC 5280 checks on `best` with depth in `best`), and
  // warnings about a path that is valid (incomplete_chain as `warn`).
  Findings findings;
  int signature_checks = 0;
  int candidates = 0;
  int name_comparisons = 0;
};

class ChainVerifier {
 public:
  // `intermediates` are tried after what the peer sent.
  ChainVerifier(std::shared_ptr<const TrustAnchors> anchors, std::vector<x509::CertificatePtr> intermediates, Rules rules,
                VerifyBudget budget = {});

  // `sent`: the chain as sent, leaf first; REQUIRES: not empty. Null elements are certificates that could not be parsed.
  // `unix_seconds`: the time to judge as of.
  VerifyResult Verify(std::span<const x509::CertificatePtr> sent, int64_t unix_seconds) const;

  const TrustAnchors& anchors() const { return *anchors_; }
  Rules rules() const { return rules_; }

 private:
  friend class PathBuilder;
  std::shared_ptr<const TrustAnchors> anchors_;
  std::vector<x509::CertificatePtr> intermediates_;
  absl::flat_hash_map<std::string, std::vector<x509::CertificatePtr>> intermediates_by_subject_;
  Rules rules_;
  VerifyBudget budget_;
};

}  // namespace certsweep::pki

#endif  // CERTSWEEP_ENGINE_PKI_CHAIN_VERIFIER_H_
