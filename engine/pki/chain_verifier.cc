#include "engine/pki/chain_verifier.h"

#include "engine/pki/path_builder.h"

namespace certsweep::pki {

std::string_view PathOriginName(PathOrigin origin) {
  switch (origin) {
    case PathOrigin::kSent:
      return "sent";
    case PathOrigin::kIntermediates:
      return "intermediates";
    case PathOrigin::kAnchor:
      return "anchor";
  }
  return "sent";
}

ChainVerifier::ChainVerifier(std::shared_ptr<const TrustAnchors> anchors,
                             std::vector<x509::CertificatePtr> intermediates, Rules rules, VerifyBudget budget,
                             size_t signature_cache_entries)
    : anchors_(std::move(anchors)),
      rules_(rules),
      budget_(budget),
      signatures_(std::make_shared<SignatureCache>(signature_cache_entries)) {
  for (x509::CertificatePtr& intermediate : intermediates) {
    intermediates_by_subject_[intermediate->subject().normalized()].push_back(std::move(intermediate));
  }
}

VerifyResult ChainVerifier::Verify(std::span<const x509::CertificatePtr> sent, int64_t unix_seconds,
                                   const VerifyOptions& options) const {
  if (sent.front() == nullptr) return {};
  PathBuilder builder(*this, sent, unix_seconds, options);
  VerifyResult result = builder.Build();
  if (builder.is_valid()) result.verified = VerifiedChain(result.best);
  return result;
}

}  // namespace certsweep::pki
