// Permutation: the numbers 0 to size-1 in a scattered order, in constant memory: a Feistel network over the next even
// number of bits, walked until the number is in range ("cycle walking"). Not a cipher: it spreads, it hides nothing.
// Thread-safe: a value.
#ifndef CERTSWEEP_SCANNER_TARGETS_PERMUTATION_H_
#define CERTSWEEP_SCANNER_TARGETS_PERMUTATION_H_

#include <cstdint>

namespace certsweep::scanner {

class Permutation {
 public:
  // The same size and seed give the same order.
  Permutation(uint64_t size, uint64_t seed);

  uint64_t size() const { return size_; }
  // Where step `index` leads; each number once over all indexes. REQUIRES: index < size().
  uint64_t At(uint64_t index) const;

 private:
  uint64_t Encrypt(uint64_t number) const;

  uint64_t size_;
  uint64_t seed_;
  int half_bits_;
};

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_TARGETS_PERMUTATION_H_
