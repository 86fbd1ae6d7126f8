#include "engine/base/sha256_set.h"

#include <algorithm>
#include <utility>

namespace certsweep::base {

Sha256Set::Sha256Set(std::vector<Sha256Digest> digests) : sorted_(std::move(digests)) {
  std::sort(sorted_.begin(), sorted_.end());
  sorted_.erase(std::unique(sorted_.begin(), sorted_.end()), sorted_.end());
}

bool Sha256Set::Contains(const Sha256Digest& digest) const {
  return std::binary_search(sorted_.begin(), sorted_.end(), digest);
}

}  // namespace certsweep::base
