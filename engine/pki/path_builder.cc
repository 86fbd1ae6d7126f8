#include "engine/pki/path_builder.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/base/text.h"
#include "engine/pki/checks/allowed_issuer.h"
#include "engine/pki/checks/certificate_policies.h"
#include "engine/pki/checks/path_length.h"

namespace certsweep::pki {
namespace {

int CountFails(const Findings& findings) {
  return static_cast<int>(std::count_if(findings.begin(), findings.end(),
                                        [](const Finding& finding) { return finding.severity == Severity::kFail; }));
}

std::string IssuerText(const x509::Certificate& certificate) { return certificate.issuer().text(); }

// What a check of a signature counts for: one with an RSA key beyond any CA's takes as long as many others.
int CostOfSignature(const x509::PublicKey& key) {
  constexpr int kLargest = 4096;
  const bool is_rsa = key.type() == x509::KeyType::kRsa || key.type() == x509::KeyType::kRsaPss;
  // Keys that nothing here computes with cost nothing.
  if (!is_rsa || key.key() == nullptr) return 1;
  const int times = (key.bits() + kLargest - 1) / kLargest;
  return times * times;
}

void SetDepth(Findings& findings, int depth) {
  for (Finding& finding : findings) finding.depth = depth;
}

// It claims to be signed by its own key: issuer and subject are one name, and no key identifier says otherwise, as it
// does in a certificate that a CA made for its new key with its old one.
bool ClaimsToSignItself(const x509::Certificate& certificate) {
  return certificate.is_self_issued() && MatchKeyIds(certificate, certificate) != KeyIdMatch::kDiffers;
}

}  // namespace

PathBuilder::PathBuilder(const ChainVerifier& verifier, std::span<const x509::CertificatePtr> sent,
                         int64_t unix_seconds, const VerifyOptions& options)
    : verifier_(verifier),
      sent_(sent),
      options_(options),
      context_{.rules = verifier.rules_, .policy = options.policy, .unix_seconds = unix_seconds},
      pool_(*verifier.anchors_, sent, verifier.intermediates_by_subject_, unix_seconds),
      comparisons_{.left = verifier.budget_.name_comparisons},
      max_signature_checks_(static_cast<int>(sent.size()) + verifier.budget_.signature_checks_beyond_sent) {}

VerifyResult PathBuilder::Build() {
  for (const Search search : {Search::kCompliant, Search::kValid, Search::kNearest}) {
    if (Begin(search) || IsFound(search)) break;
  }
  // A way that was not followed to its end may have been the one.
  exhausted_ = exhausted_ || too_deep_;
  VerifyResult result;
  result.reaches_anchor = best_.has_value();
  if (best_) {
    result.best = best_->path;
    result.findings = best_->findings.path;
    result.policy_findings = best_->findings.policy;
    AddCompletedByIntermediates(&result.findings);
    // A path with something against it may not be the best there is.
    if (exhausted_ && !is_valid())
      result.findings.push_back(MakeFinding(FindingCode::kBudgetExhausted, {},
                                            "the search for a better path took more work than is allowed"));
  } else {
    // Where the budget ended the search, no way may have come to its end.
    if (furthest_.empty()) furthest_.push_back({sent_.front(), PathOrigin::kSent});
    result.best = furthest_;
    result.findings = IssuersInPartialPath();
    AddFinding(result.findings, WhyNoPath());
  }
  result.signature_checks = signature_checks_;
  result.candidates = candidates_;
  result.name_comparisons = verifier_.budget_.name_comparisons - std::max(0, comparisons_.left);
  return result;
}

bool PathBuilder::Begin(Search search) {
  path_.clear();
  on_path_.clear();
  const x509::CertificatePtr& leaf = sent_.front();
  // Only the private rules take a server's own certificate on the list of anchors for a reason to trust it.
  if (verifier_.rules_ == Rules::kPrivate && verifier_.anchors_->Contains(*leaf)) {
    Push(MakeStep({leaf, PathOrigin::kAnchor}, CertificateRole::kAnchorAsLeaf));
    Complete(search);
    return true;
  }
  Push(MakeStep({leaf, PathOrigin::kSent}, CertificateRole::kLeaf));
  return Extend(search);
}

// Puts issuers on top of the last certificate. True: the search is over.
bool PathBuilder::Extend(Search search) {
  if (path_.back().element.origin == PathOrigin::kAnchor) return Complete(search);
  if (static_cast<int>(path_.size()) >= verifier_.budget_.path_certificates) {
    too_deep_ = true;
    return false;
  }
  End end;
  for (const PathElement* issuer : pool_.IssuersOf(*path_.back().element.certificate)) {
    if (on_path_.contains(IdentityOf(*issuer->certificate))) continue;
    if (!Spend(1, &candidates_, verifier_.budget_.candidates)) return true;
    if (TryIssuer(search, *issuer, &end)) return true;
  }
  if (!end.goes_on) NoteEnd(end);
  return false;
}

bool PathBuilder::TryIssuer(Search search, const PathElement& issuer, End* end) {
  const CertificateRole role =
      issuer.origin == PathOrigin::kAnchor ? CertificateRole::kAnchor : CertificateRole::kIssuer;
  const auto is_pruned = [search](const CertificateFindings& findings) {
    if (search == Search::kNearest) return false;
    return HasFail(findings.path) || (search == Search::kCompliant && HasFail(findings.policy));
  };
  Findings too_long =
      CheckPathLength(*issuer.certificate, static_cast<int>(path_.size()), IntermediatesBelow(path_.size()));
  // What rules a certificate out by itself is cheaper to find than whether it signed.
  if (is_pruned(FindingsOf(*issuer.certificate, role)) || is_pruned({.path = too_long, .policy = {}})) {
    end->goes_on = true;
    return false;
  }
  const x509::SignatureCheck check = Check(*path_.back().element.certificate, *issuer.certificate);
  if (exhausted_) return true;
  if (check != x509::SignatureCheck::kValid) {
    // Two CAs may share a name: a certificate that says which key signed it is not held against the other one.
    const bool is_another = MatchKeyIds(*path_.back().element.certificate, *issuer.certificate) == KeyIdMatch::kDiffers;
    if (!is_another && !end->bad_signature) end->bad_signature = check;
    return false;
  }
  end->goes_on = true;
  Step step = MakeStep(issuer, role);
  AddFindings(step.findings.path, std::move(too_long));
  Findings outside = NameConstraintFindings(*issuer.certificate);
  if (comparisons_.exhausted) {
    exhausted_ = true;
    return true;
  }
  AddFindings(step.findings.path, std::move(outside));
  if (is_pruned(step.findings)) return false;
  Push(std::move(step));
  const bool over = Extend(search);
  Pop();
  return over;
}

void PathBuilder::Push(Step step) {
  on_path_.insert(IdentityOf(*step.element.certificate));
  path_.push_back(std::move(step));
}

void PathBuilder::Pop() {
  on_path_.erase(IdentityOf(*path_.back().element.certificate));
  path_.pop_back();
}

bool PathBuilder::IsAcceptable(Search search, const Candidate& candidate) {
  return candidate.path_fails == 0 && (search != Search::kCompliant || candidate.policy_fails == 0);
}

bool PathBuilder::IsFound(Search search) const { return best_ && IsAcceptable(search, *best_); }

// The path ends in an anchor: keeps it if it is the best so far. True: nothing better is looked for.
bool PathBuilder::Complete(Search search) {
  Candidate candidate = MakeCandidate();
  if (exhausted_) return true;
  // What the endpoint itself can complete is not told to be incomplete because another path was found first.
  const bool is_good = IsAcceptable(search, candidate) && !candidate.is_supplied;
  // The leaf's own faults are there in every path: what is above it decides.
  const auto badness = [](const Candidate& c) { return std::tuple(c.path_fails, c.policy_fails, c.is_supplied); };
  if (!best_ || badness(candidate) < badness(*best_)) best_ = std::move(candidate);
  return is_good;
}

PathBuilder::Candidate PathBuilder::MakeCandidate() {
  Candidate candidate;
  // Put together first: there may be hundreds, and each is told once.
  CertificateFindings all;
  const auto append = [](Findings& to, const Findings& more) { to.insert(to.end(), more.begin(), more.end()); };
  for (const Step& step : path_) {
    candidate.path.push_back(step.element);
    candidate.is_supplied = candidate.is_supplied || step.element.origin == PathOrigin::kIntermediates;
    append(all.path, step.findings.path);
    append(all.policy, step.findings.policy);
  }
  append(all.path, PolicyTreeFindings());
  append(all.path, TooManyIntermediates());
  append(all.path, RevocationFindings());
  AddFindings(candidate.findings.path, std::move(all.path));
  append(all.policy, IssuerFindings(candidate.findings.path));
  AddFindings(candidate.findings.policy, std::move(all.policy));
  candidate.path_fails = CountFails(candidate.findings.path);
  candidate.policy_fails = CountFails(candidate.findings.policy);
  return candidate;
}

Findings PathBuilder::PolicyTreeFindings() {
  std::vector<const x509::Certificate*> certificates;
  bool is_demanded = false;
  size_t policies = 0;
  for (const Step& step : path_) {
    const x509::Certificate& certificate = *step.element.certificate;
    if (step.element.origin == PathOrigin::kAnchor) continue;
    certificates.push_back(&certificate);
    is_demanded =
        is_demanded || (certificate.policy_constraints() && certificate.policy_constraints()->require_explicit_policy);
    if (certificate.certificate_policies()) policies += certificate.certificate_policies()->size();
    policies += certificate.policy_mappings().size();
  }
  // Policies that nobody demands can't be violated.
  if (!is_demanded) return {};
  if (policies > static_cast<size_t>(std::max(0, comparisons_.left))) {
    exhausted_ = true;
    return {};
  }
  comparisons_.left -= static_cast<int>(policies);
  return CheckCertificatePolicies(certificates);
}

Findings PathBuilder::RevocationFindings() const {
  if (options_.revocation == nullptr) return {};
  std::vector<x509::CertificatePtr> certificates;
  certificates.reserve(path_.size());
  for (const Step& step : path_) certificates.push_back(step.element.certificate);
  return options_.revocation->Check(certificates, context_.rules, context_.unix_seconds);
}

Findings PathBuilder::TooManyIntermediates() const {
  const int between = IntermediatesBelow(path_.size() - 1);
  if (!options_.max_intermediates || between <= *options_.max_intermediates) return {};
  return {
      MakeFinding(FindingCode::kPathLengthExceeded, static_cast<int>(path_.size()) - 1,
                  absl::StrCat(between, " intermediate certificates, ", *options_.max_intermediates, " are allowed"),
                  absl::StrCat(*options_.max_intermediates), absl::StrCat(between))};
}

Findings PathBuilder::IssuerFindings(const Findings& path_findings) const {
  if (context_.policy.allowed_issuers == nullptr) return {};
  std::vector<const x509::Certificate*> certificates;
  for (const Step& step : path_) certificates.push_back(step.element.certificate.get());
  return CheckAllowedIssuer(certificates, path_findings, context_.policy);
}

PathBuilder::Step PathBuilder::MakeStep(const PathElement& element, CertificateRole role) {
  Step step{element, FindingsOf(*element.certificate, role)};
  SetDepth(step.findings.path, static_cast<int>(path_.size()));
  SetDepth(step.findings.policy, static_cast<int>(path_.size()));
  return step;
}

// What is wrong with a certificate by itself is the same wherever it stands; the depth is that where it stood first.
const CertificateFindings& PathBuilder::FindingsOf(const x509::Certificate& certificate, CertificateRole role) {
  const auto key = std::pair(&certificate, role);
  const auto found = judged_.find(key);
  if (found != judged_.end()) return found->second;
  const int depth = static_cast<int>(path_.size());
  return judged_.emplace(key, CheckCertificate(certificate, role, depth, context_)).first->second;
}

PathBuilder::Identity PathBuilder::IdentityOf(const x509::Certificate& certificate) {
  return {base::ToAbsl(certificate.subject().normalized()), base::ToAbsl(base::AsText(certificate.spki_sha256()))};
}

// The constraints of `issuer` hold for everything below it but self-issued intermediates (RFC 5280, 6.1.3 (b)).
Findings PathBuilder::NameConstraintFindings(const x509::Certificate& issuer) {
  if (!issuer.name_constraints()) return {};
  Findings findings;
  for (size_t i = 0; i < path_.size(); ++i) {
    const x509::Certificate& below = *path_[i].element.certificate;
    if (i > 0 && below.is_self_issued()) continue;
    const auto key = std::pair(&issuer, &below);
    auto found = constrained_.find(key);
    if (found == constrained_.end()) {
      found = constrained_.emplace(key, CheckNameConstraints(issuer, below, static_cast<int>(i), &comparisons_)).first;
    }
    for (Finding finding : found->second) {
      finding.depth = static_cast<int>(i);
      AddFinding(findings, std::move(finding));
    }
  }
  return findings;
}

int PathBuilder::IntermediatesBelow(size_t index) const {
  int count = 0;
  for (size_t i = 1; i < index; ++i) count += path_[i].element.certificate->is_self_issued() ? 0 : 1;
  return count;
}

bool PathBuilder::Spend(int cost, int* counter, int limit) {
  if (cost > limit - *counter) {
    exhausted_ = true;
    return false;
  }
  *counter += cost;
  return true;
}

x509::SignatureCheck PathBuilder::Check(const x509::Certificate& subject, const x509::Certificate& issuer) {
  const auto key = std::pair(&subject, issuer.spki_sha256());
  if (const auto found = checked_.find(key); found != checked_.end()) return found->second;
  if (!Spend(CostOfSignature(issuer.public_key()), &signature_checks_, max_signature_checks_)) {
    return x509::SignatureCheck::kInvalid;
  }
  // A leaf is its endpoint's own: it would only push others out of the cache.
  const bool is_leaf = &subject == sent_.front().get();
  const x509::SignatureCheck result =
      is_leaf ? x509::CheckSignature(subject, issuer.public_key()) : verifier_.signatures_->Check(subject, issuer);
  checked_.emplace(key, result);
  return result;
}

void PathBuilder::NoteEnd(const End& end) {
  if (path_.size() <= furthest_.size()) return;
  furthest_.clear();
  for (const Step& step : path_) furthest_.push_back(step.element);
  furthest_end_ = end;
}

std::optional<int> PathBuilder::SentIndex(const x509::Certificate& certificate) const {
  for (size_t i = 0; i < sent_.size(); ++i) {
    if (sent_[i] != nullptr && sent_[i]->sha256() == certificate.sha256()) return static_cast<int>(i);
  }
  return std::nullopt;
}

Finding PathBuilder::WhyNoPath() const {
  if (exhausted_) {
    return MakeFinding(FindingCode::kBudgetExhausted, {}, "the search for a path took more work than is allowed",
                       absl::StrCat(max_signature_checks_, " signatures, ", verifier_.budget_.candidates,
                                    " candidates, ", verifier_.budget_.name_comparisons, " name comparisons, ",
                                    verifier_.budget_.path_certificates, " certificates in a row"));
  }
  const x509::Certificate& leaf = *sent_.front();
  if (leaf.is_self_signed()) {
    return MakeFinding(FindingCode::kSelfSigned, 0, "nobody vouches for it but itself", {}, IssuerText(leaf));
  }
  const x509::Certificate& last = *furthest_.back().certificate;
  if (last.is_self_signed()) {
    return MakeFinding(FindingCode::kUntrustedRoot, SentIndex(last),
                       absl::StrCat("the chain ends in a root that is not trusted: ", last.subject().text()), {},
                       last.subject().text());
  }
  if (furthest_end_.bad_signature || ClaimsToSignItself(last)) return BadSignature(last);
  return MakeFinding(FindingCode::kIncompleteChain, SentIndex(last),
                     absl::StrCat("the certificate of its issuer is not there: ", IssuerText(last)), IssuerText(last));
}

Finding PathBuilder::BadSignature(const x509::Certificate& certificate) const {
  const bool unsupported = furthest_end_.bad_signature == x509::SignatureCheck::kUnsupported;
  return MakeFinding(
      FindingCode::kBadSignature, SentIndex(certificate),
      absl::StrCat(unsupported ? "its signature can't be checked: " : "its signature is not its issuer's: ",
                   IssuerText(certificate)),
      {}, certificate.signature_algorithm().name);
}

// What is wrong with those that did sign what is below them.
Findings PathBuilder::IssuersInPartialPath() const {
  Findings findings;
  int below = 0;
  for (size_t i = 1; i < furthest_.size(); ++i) {
    const x509::Certificate& issuer = *furthest_[i].certificate;
    if (const std::optional<int> depth = SentIndex(issuer)) {
      // A self-signed one stands where the anchor would; the others were signed by those above them.
      const bool is_top = i + 1 == furthest_.size() && issuer.is_self_signed();
      const CertificateRole role = is_top ? CertificateRole::kAnchor : CertificateRole::kIssuer;
      AddFindings(findings, CheckCertificate(issuer, role, *depth, context_).path);
      AddFindings(findings, CheckPathLength(issuer, *depth, below));
    }
    below += issuer.is_self_issued() ? 0 : 1;
  }
  return findings;
}

void PathBuilder::AddCompletedByIntermediates(Findings* findings) const {
  for (size_t i = 1; i < best_->path.size(); ++i) {
    if (best_->path[i].origin != PathOrigin::kIntermediates) continue;
    const x509::Certificate& below = *best_->path[i - 1].certificate;
    Finding finding =
        MakeFinding(FindingCode::kIncompleteChain, static_cast<int>(i - 1),
                    absl::StrCat("the endpoint does not send the certificate of its issuer, which was supplied: ",
                                 IssuerText(below)),
                    IssuerText(below));
    finding.severity = Severity::kWarn;
    findings->push_back(std::move(finding));
    return;
  }
}

}  // namespace certsweep::pki
