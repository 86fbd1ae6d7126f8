#include "engine/probe/certificate_cache.h"

#include <mutex>

#include "engine/base/text.h"

namespace certsweep::probe {

namespace {
// An estate has some dozens of intermediates. A peer that invents new ones can't grow the cache past this, and a
// certificate larger than that is not kept at all: 4 MiB at most.
constexpr size_t kMaxEntries = 512;
constexpr size_t kMaxBytes = 8192;
}  // namespace

absl::StatusOr<x509::CertificatePtr> CertificateCache::Parse(base::Bytes der) {
  const absl::string_view key = base::ToAbsl(base::AsText(der));
  {
    const std::shared_lock lock(mutex_);
    if (const auto found = by_der_.find(key); found != by_der_.end()) return found->second;
  }
  absl::StatusOr<x509::CertificatePtr> parsed = x509::Certificate::Parse(der);
  if (!parsed.ok() || der.size() > kMaxBytes) return parsed;
  const std::lock_guard lock(mutex_);
  if (by_der_.size() >= kMaxEntries) by_der_.clear();
  by_der_.try_emplace(std::string(key), *parsed);
  return parsed;
}

size_t CertificateCache::size() const {
  const std::shared_lock lock(mutex_);
  return by_der_.size();
}

}  // namespace certsweep::probe
