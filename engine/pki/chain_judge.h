// ChainJudge: the one door of pki/. Takes a chain as sent and says everything that is wrong with it: path, names,
// single certificates, policy. Thread-safe: const. What it says depends on its arguments and configuration alone.
#ifndef CERTSWEEP_ENGINE_PKI_CHAIN_JUDGE_H_
#define CERTSWEEP_ENGINE_PKI_CHAIN_JUDGE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/pki/chain_verifier.h"
#include "engine/pki/finding.h"
#include "engine/pki/policy.h"
#include "engine/pki/reference_identity.h"
#include "engine/x509/certificate.h"

namespace certsweep::pki {

// One certificate of the Certificate message: parsed, or why it could not be.
struct SentCertificate {
  x509::CertificatePtr certificate;  // null where it could not be parsed at all
  std::string parse_error;           // then why
};

struct ChainJudgement {
  // The path from leaf to anchor. Empty where no chain of good signatures reaches an anchor: then one of the four codes
  // says why. It may reach one and still fail a check (expired, ...): then it stands here too, for the findings count
  // their depth in it, and has_verified_path is false.
  std::vector<PathElement> path;
  // Where `path` is empty: the chain of good signatures that goes furthest, leaf first. Empty if the leaf can't be
  // parsed.
  std::vector<PathElement> partial_path;
  bool has_verified_path = false;
  // Path validation and the names: what `verify --batch` calls trusted. The policy stands beside it.
  bool trusted = false;
  // All findings, ordered by depth then code, those without depth last. An endpoint without identities has
  // kNameNotJudged (info).
  Findings findings;
};

class ChainJudge {
 public:
  // `revocation`: CRLs to ask; null: none.
  ChainJudge(ChainVerifier verifier, Policy policy, std::shared_ptr<const RevocationLists> revocation = nullptr);

  // `sent`: leaf first, REQUIRES: not empty. `identities` empty: no name is judged, and a finding says so.
  // `max_intermediates`: how many may stand between leaf and anchor; none: as many as the certificates allow.
  ChainJudgement Judge(std::span<const SentCertificate> sent, std::span<const ReferenceIdentity> identities,
                       int64_t unix_seconds, std::optional<int> max_intermediates = std::nullopt) const;

  // Whether `leaf` is valid for `identity`, by the rules of this judge.
  bool Covers(const x509::Certificate& leaf, const ReferenceIdentity& identity) const;

 private:
  ChainVerifier verifier_;
  Policy policy_;
  std::shared_ptr<const RevocationLists> revocation_;
};

}  // namespace certsweep::pki

#endif  // CERTSWEEP_ENGINE_PKI_CHAIN_JUDGE_H_
