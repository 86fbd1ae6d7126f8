// PathBuilder: one verification (RFC 5280, 6.1; RFC 4158): depth-first with backtracking, best candidate first, in
// three searches: for a path that neither validation nor policy has anything against; for one that validation has
// nothing against; for the one with the least against it. What was computed in one search is not computed again in the
// next. Not thread-safe; internal to this room.
#ifndef CERTSWEEP_ENGINE_PKI_PATH_BUILDER_H_
#define CERTSWEEP_ENGINE_PKI_PATH_BUILDER_H_

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "engine/pki/certificate_checks.h"
#include "engine/pki/chain_verifier.h"
#include "engine/pki/checks/name_constraints.h"
#include "engine/pki/issuer_pool.h"

namespace certsweep::pki {

class PathBuilder {
 public:
  // `sent`: as ChainVerifier::Verify; the leaf is not null.
  PathBuilder(const ChainVerifier& verifier, std::span<const x509::CertificatePtr> sent, int64_t unix_seconds,
              const VerifyOptions& options);

  // Once. Everything of the result but `verified`, which is for ChainVerifier to say.
  VerifyResult Build();
  // What Build found has nothing against it that path validation minds. After Build().
  bool is_valid() const { return best_ && best_->path_fails == 0 && !HasFail(best_->findings.path); }

 private:
  enum class Search : uint8_t { kCompliant, kValid, kNearest };

  // A certificate on the way, and what was found when it was put there.
  struct Step {
    PathElement element;
    CertificateFindings findings;
  };
  struct Candidate {
    std::vector<PathElement> path;
    CertificateFindings findings;
    int path_fails = 0, policy_fails = 0;
    bool is_supplied = false;  // one of the configured intermediates is in it
  };

  // How the issuers of a certificate that is the last on its way were ruled out.
  struct End {
    bool goes_on = false;  // one of them signs, or was not asked
    std::optional<x509::SignatureCheck> bad_signature;
  };

  static bool IsAcceptable(Search search, const Candidate& candidate);
  bool IsFound(Search search) const;
  bool Begin(Search search);
  bool Extend(Search search);
  bool TryIssuer(Search search, const PathElement& issuer, End* end);
  bool Complete(Search search);
  void NoteEnd(const End& end);

  // Name and key: what a path passes once.
  using Identity = std::pair<absl::string_view, absl::string_view>;
  static Identity IdentityOf(const x509::Certificate& certificate);

  Step MakeStep(const PathElement& element, CertificateRole role);
  const CertificateFindings& FindingsOf(const x509::Certificate& certificate, CertificateRole role);
  void Push(Step step);
  void Pop();
  Findings NameConstraintFindings(const x509::Certificate& issuer);
  int IntermediatesBelow(size_t index) const;
  x509::SignatureCheck Check(const x509::Certificate& subject, const x509::Certificate& issuer);
  bool Spend(int cost, int* counter, int limit);
  Candidate MakeCandidate();
  Findings PolicyTreeFindings();
  Findings RevocationFindings() const;
  Findings TooManyIntermediates() const;
  Findings IssuerFindings(const Findings& path_findings) const;

  // For a chain that reaches no anchor.
  Finding WhyNoPath() const;
  Finding BadSignature(const x509::Certificate& certificate) const;
  Findings IssuersInPartialPath() const;
  std::optional<int> SentIndex(const x509::Certificate& certificate) const;
  void AddCompletedByIntermediates(Findings* findings) const;

  const ChainVerifier& verifier_;
  std::span<const x509::CertificatePtr> sent_;
  const VerifyOptions& options_;
  const CheckContext context_;
  IssuerPool pool_;
  std::vector<Step> path_;
  absl::flat_hash_set<Identity> on_path_;
  std::optional<Candidate> best_;
  std::vector<PathElement> furthest_;
  End furthest_end_;
  std::map<std::pair<const x509::Certificate*, CertificateRole>, CertificateFindings> judged_;
  std::map<std::pair<const x509::Certificate*, base::Sha256Digest>, x509::SignatureCheck> checked_;
  std::map<std::pair<const x509::Certificate*, const x509::Certificate*>, Findings> constrained_;
  NameComparisonBudget comparisons_;
  const int max_signature_checks_;
  int signature_checks_ = 0, candidates_ = 0;
  bool exhausted_ = false;
  bool too_deep_ = false;  // a way was left because it had become too long
};

}  // namespace certsweep::pki

#endif  // CERTSWEEP_ENGINE_PKI_PATH_BUILDER_H_
