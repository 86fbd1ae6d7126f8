#include "engine/pki/signature_cache.h"

#include <mutex>

#include "engine/base/bytes.h"

namespace certsweep::pki {

x509::SignatureCheck SignatureCache::Check(const x509::Certificate& subject, const x509::Certificate& issuer) {
  if (max_entries_ == 0) return x509::CheckSignature(subject, issuer.public_key());
  std::string key(base::AsText(subject.sha256()));
  key += base::AsText(issuer.spki_sha256());
  {
    const std::shared_lock lock(mutex_);
    if (const auto found = results_.find(key); found != results_.end()) return found->second;
  }
  const x509::SignatureCheck result = x509::CheckSignature(subject, issuer.public_key());
  const std::lock_guard lock(mutex_);
  // A peer that invents certificates makes us forget, not grow.
  if (results_.size() >= max_entries_) results_.clear();
  results_.emplace(std::move(key), result);
  return result;
}

size_t SignatureCache::size() const {
  const std::shared_lock lock(mutex_);
  return results_.size();
}

}  // namespace certsweep::pki
