#include "engine/pki/issuer_pool.h"

#include <algorithm>
#include <set>
#include <utility>

namespace certsweep::pki {

KeyIdMatch MatchKeyIds(const x509::Certificate& subject, const x509::Certificate& issuer) {
  const auto& wanted = subject.authority_key_id();
  const auto& presented = issuer.subject_key_id();
  if (!wanted || !presented) return KeyIdMatch::kUnknown;
  return *wanted == *presented ? KeyIdMatch::kEqual : KeyIdMatch::kDiffers;
}

IssuerPool::IssuerPool(const TrustAnchors& anchors, std::span<const x509::CertificatePtr> sent,
                       const CertificatesBySubject& intermediates, int64_t unix_seconds)
    : anchors_(anchors), sent_(sent.subspan(1)), intermediates_(intermediates), unix_seconds_(unix_seconds) {}

const std::vector<PathElement>& IssuerPool::IssuersOf(const x509::Certificate& certificate) {
  const auto found = known_.find(&certificate);
  if (found != known_.end()) return found->second;
  std::vector<std::pair<int, PathElement>> scored;
  for (PathElement& issuer : Collect(certificate)) {
    const int score = Score(certificate, issuer);
    scored.emplace_back(score, std::move(issuer));
  }
  std::stable_sort(scored.begin(), scored.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<PathElement> issuers;
  issuers.reserve(scored.size());
  for (auto& [score, issuer] : scored) issuers.push_back(std::move(issuer));
  return known_.emplace(&certificate, std::move(issuers)).first->second;
}

std::vector<PathElement> IssuerPool::Collect(const x509::Certificate& certificate) const {
  std::vector<PathElement> issuers;
  std::set<base::Sha256Digest> known;
  const auto add = [&](const x509::CertificatePtr& issuer, PathOrigin origin) {
    if (known.insert(issuer->sha256()).second) issuers.push_back({issuer, origin});
  };
  const std::string& name = certificate.issuer().normalized();
  for (const x509::CertificatePtr& anchor : anchors_.FindBySubject(name)) add(anchor, PathOrigin::kAnchor);
  for (const x509::CertificatePtr& sent : sent_) {
    if (sent != nullptr && sent->subject().normalized() == name) add(sent, PathOrigin::kSent);
  }
  if (const auto found = intermediates_.find(name); found != intermediates_.end()) {
    for (const x509::CertificatePtr& intermediate : found->second) add(intermediate, PathOrigin::kIntermediates);
  }
  return issuers;
}

int IssuerPool::Score(const x509::Certificate& subject, const PathElement& issuer) const {
  int score = 8 * static_cast<int>(MatchKeyIds(subject, *issuer.certificate));
  if (issuer.origin == PathOrigin::kAnchor) score += 4;
  if (unix_seconds_ >= issuer.certificate->not_before() && unix_seconds_ <= issuer.certificate->not_after()) score += 2;
  if (issuer.origin == PathOrigin::kSent) score += 1;
  return score;
}

}  // namespace certsweep::pki
