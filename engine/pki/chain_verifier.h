// ChainVerifier builds a certification path (RFC 5280, 6.1; RFC 4158) from a leaf to a trust anchor: depth-first with
// backtracking over the certificates that the peer sent and the configured intermediates, best candidate first, within
// an explicit budget. Thread-safe: const, and different threads may verify at once. The one verifier in certsweep.
#ifndef CERTSWEEP_ENGINE_PKI_CHAIN_VERIFIER_H_
#define CERTSWEEP_ENGINE_PKI_CHAIN_VERIFIER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "engine/pki/finding.h"
#include "engine/pki/policy.h"
#include "engine/pki/revocation_lists.h"
#include "engine/pki/signature_cache.h"
#include "engine/pki/trust_anchors.h"
#include "engine/x509/certificate.h"

namespace certsweep::pki {

enum class PathOrigin : uint8_t { kSent, kIntermediates, kAnchor };
std::string_view PathOriginName(PathOrigin origin);  // "sent", "intermediates", "anchor"

struct PathElement {
  x509::CertificatePtr certificate;
  PathOrigin origin;
};

// A whole valid path, leaf first, anchor last (one element where the leaf itself is an anchor). Only ChainVerifier
// makes one.
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
  // Over one for each certificate sent. A check with an RSA key of more than 4,096 bits counts for as many as it is
  // times slower: 4 up to 8,192 bits, up to 16 above.
  int signature_checks_beyond_sent = 64;
  int candidates = 2000;
  // Of names with name constraints (a directory name counts for each of its parts), and of certificate policies.
  int name_comparisons = 250000;
  int path_certificates = 64;  // in a row from the leaf; no CA builds so deep
};

struct VerifyOptions {
  Policy policy = {};
  // Intermediates (self-issued ones apart) allowed between leaf and anchor; none: as many as the certificates allow.
  std::optional<int> max_intermediates = std::nullopt;
  // CRLs to ask; nullptr: none. Must outlive the call.
  const RevocationLists* revocation = nullptr;
};

struct VerifyResult {
  // The path, if there is one that path validation has nothing against.
  std::optional<VerifiedChain> verified;
  // `best` ends in a trust anchor, and every signature in it is good.
  bool reaches_anchor = false;
  // The verified path; else the candidate that comes nearest: one that reaches an anchor with the least against it, or
  // the one that goes furthest. Leaf first; never empty where the leaf could be parsed.
  std::vector<PathElement> best;
  // What path validation has against `best` with depth in `best` if it reaches an anchor. Else why there is no path
  // (one of the four codes, or budget_exhausted) and what is wrong with the issuers in it, with depth in the chain as
  // sent. And incomplete_chain as `warn` where an intermediate had to be supplied.
  Findings findings;
  // What the policy has against the certificates of `best`, if it reaches an anchor.
  Findings policy_findings;
  // The work that it took, the same whether a cache helped or not.
  int signature_checks = 0;
  int candidates = 0;
  int name_comparisons = 0;
};

class ChainVerifier {
 public:
  // `intermediates` are tried after what the peer sent.
  ChainVerifier(std::shared_ptr<const TrustAnchors> anchors, std::vector<x509::CertificatePtr> intermediates,
                Rules rules, VerifyBudget budget = {}, size_t signature_cache_entries = 4096);

  // `sent`: the chain as sent, leaf first; REQUIRES: not empty. Null elements are certificates that could not be
  // parsed. `unix_seconds`: the time to judge as of. Paths that the policy has nothing against are preferred.
  VerifyResult Verify(std::span<const x509::CertificatePtr> sent, int64_t unix_seconds,
                      const VerifyOptions& options = {}) const;

  const TrustAnchors& anchors() const { return *anchors_; }
  Rules rules() const { return rules_; }
  // How many signatures are remembered for later chains: those on what several endpoints may send.
  size_t cached_signatures() const { return signatures_->size(); }

 private:
  friend class PathBuilder;
  std::shared_ptr<const TrustAnchors> anchors_;
  absl::flat_hash_map<std::string, std::vector<x509::CertificatePtr>> intermediates_by_subject_;
  Rules rules_;
  VerifyBudget budget_;
  std::shared_ptr<SignatureCache> signatures_;
};

}  // namespace certsweep::pki

#endif  // CERTSWEEP_ENGINE_PKI_CHAIN_VERIFIER_H_
