#include "engine/pki/chain_judge.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "engine/pki/certificate_checks.h"
#include "engine/pki/checks/encoding.h"
#include "engine/pki/checks/subject_alt_name.h"

namespace certsweep::pki {
namespace {

// The checks of single certificates over what was sent, where there is no path.
Findings CheckSent(std::span<const SentCertificate> sent, const CheckContext& context) {
  Findings findings;
  for (size_t i = 0; i < sent.size(); ++i) {
    const int depth = static_cast<int>(i);
    if (sent[i].certificate == nullptr) {
      findings.push_back(Unparsed(depth, sent[i].parse_error));
      continue;
    }
    const CertificateRole role = i == 0 ? CertificateRole::kLeaf : CertificateRole::kBystander;
    CertificateFindings found = CheckCertificate(*sent[i].certificate, role, depth, context);
    AddFindings(found.path, std::move(found.policy));
    std::move(found.path.begin(), found.path.end(), std::back_inserter(findings));
  }
  return findings;
}

std::vector<x509::CertificatePtr> Parsed(std::span<const SentCertificate> sent) {
  std::vector<x509::CertificatePtr> certificates;
  certificates.reserve(sent.size());
  for (const SentCertificate& certificate : sent) certificates.push_back(certificate.certificate);
  return certificates;
}

}  // namespace

ChainJudge::ChainJudge(ChainVerifier verifier, Policy policy, std::shared_ptr<const RevocationLists> revocation)
    : verifier_(std::move(verifier)), policy_(policy), revocation_(std::move(revocation)) {}

ChainJudgement ChainJudge::Judge(std::span<const SentCertificate> sent, std::span<const ReferenceIdentity> identities,
                                 int64_t unix_seconds, std::optional<int> max_intermediates) const {
  ChainJudgement judgement;
  const CheckContext context{.rules = verifier_.rules(), .policy = policy_, .unix_seconds = unix_seconds};
  const std::vector<x509::CertificatePtr> certificates = Parsed(sent);
  VerifyResult result =
      verifier_.Verify(certificates, unix_seconds,
                       {.policy = policy_, .max_intermediates = max_intermediates, .revocation = revocation_.get()});
  judgement.has_verified_path = result.verified.has_value();
  judgement.findings = std::move(result.findings);
  if (result.reaches_anchor) {
    judgement.path = std::move(result.best);
    AddFindings(judgement.findings, std::move(result.policy_findings));
  } else {
    judgement.partial_path = std::move(result.best);
    AddFindings(judgement.findings, CheckSent(sent, context));
  }
  if (certificates.front() != nullptr) {
    Findings names = CheckNames(*certificates.front(), identities, verifier_.rules());
    judgement.trusted = judgement.has_verified_path && !HasFail(names);
    AddFindings(judgement.findings, std::move(names));
  } else if (identities.empty()) {
    AddFinding(judgement.findings, NameNotJudged());
  }
  SortFindings(judgement.findings);
  return judgement;
}

bool ChainJudge::Covers(const x509::Certificate& leaf, const ReferenceIdentity& identity) const {
  return Matches(identity, leaf.subject_alt_name() ? &*leaf.subject_alt_name() : nullptr, verifier_.rules());
}

}  // namespace certsweep::pki
