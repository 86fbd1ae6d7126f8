// Sha256Set: SHA-256 digests to look others up in, a million at 32 bytes each. Immutable once built; thread-safe.
#ifndef CERTSWEEP_ENGINE_BASE_SHA256_SET_H_
#define CERTSWEEP_ENGINE_BASE_SHA256_SET_H_

#include <cstddef>
#include <vector>

#include "engine/base/bytes.h"

namespace certsweep::base {

class Sha256Set {
 public:
  Sha256Set() = default;
  // In any order; doubles count once.
  explicit Sha256Set(std::vector<Sha256Digest> digests);

  // Time grows with the logarithm of size().
  bool Contains(const Sha256Digest& digest) const;
  size_t size() const { return sorted_.size(); }

  friend bool operator==(const Sha256Set&, const Sha256Set&) = default;

 private:
  std::vector<Sha256Digest> sorted_;
};

}  // namespace certsweep::base

#endif  // CERTSWEEP_ENGINE_BASE_SHA256_SET_H_
