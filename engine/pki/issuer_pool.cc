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

std::vector<const PathElement*> IssuerPool::IssuersOf(const x509::Certificate& certificate) {
  const std::vector<PathElement>& all = OfName(certificate.issuer().normalized());
  std::vector<const PathElement*> ordered;
  ordered.reserve(all.size());
  std::vector<const PathElement*> unknown, differing;
  for (const PathElement& issuer : all) {
    switch (MatchKeyIds(certificate, *issuer.certificate)) {
      case KeyIdMatch::kEqual:
        ordered.push_back(&issuer);
        break;
      case KeyIdMatch::kUnknown:
        unknown.push_back(&issuer);
        break;
      case KeyIdMatch::kDiffers:
        differing.push_back(&issuer);
        break;
    }
  }
  ordered.insert(ordered.end(), unknown.begin(), unknown.end());
  ordered.insert(ordered.end(), differing.begin(), differing.end());
  return ordered;
}

const std::vector<PathElement>& IssuerPool::OfName(const std::string& name) {
  const auto found = known_.find(name);
  if (found != known_.end()) return found->second;
  std::vector<PathElement> issuers = Collect(name);
  std::stable_sort(issuers.begin(), issuers.end(),
                   [this](const PathElement& a, const PathElement& b) { return Score(a) > Score(b); });
  return known_.emplace(name, std::move(issuers)).first->second;
}

// Those sent before those configured: equally good ones stay in this order.
std::vector<PathElement> IssuerPool::Collect(const std::string& name) const {
  std::vector<PathElement> issuers;
  std::set<base::Sha256Digest> known;
  const auto add = [&](const x509::CertificatePtr& issuer, PathOrigin origin) {
    if (known.insert(issuer->sha256()).second) issuers.push_back({issuer, origin});
  };
  for (const x509::CertificatePtr& anchor : anchors_.FindBySubject(name)) add(anchor, PathOrigin::kAnchor);
  for (const x509::CertificatePtr& sent : sent_) {
    if (sent != nullptr && sent->subject().normalized() == name) add(sent, PathOrigin::kSent);
  }
  if (const auto found = intermediates_.find(name); found != intermediates_.end()) {
    for (const x509::CertificatePtr& intermediate : found->second) add(intermediate, PathOrigin::kIntermediates);
  }
  return issuers;
}

int IssuerPool::Score(const PathElement& issuer) const {
  int score = 0;
  if (issuer.origin == PathOrigin::kAnchor) score += 2;
  if (unix_seconds_ >= issuer.certificate->not_before() && unix_seconds_ <= issuer.certificate->not_after()) score += 1;
  return score;
}

}  // namespace certsweep::pki
