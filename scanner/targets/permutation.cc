#include "scanner/targets/permutation.h"

#include <algorithm>
#include <bit>

namespace certsweep::scanner {

namespace {

constexpr int kRounds = 4;

// The finaliser of SplitMix64: every input bit reaches every output bit.
uint64_t Mix(uint64_t x) {
  x += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

int HalfBits(uint64_t size) {
  const int bits = size == 0 ? 0 : static_cast<int>(std::bit_width(size - 1));
  return std::max(1, (bits + 1) / 2);
}

}  // namespace

Permutation::Permutation(uint64_t size, uint64_t seed) : size_(size), seed_(seed), half_bits_(HalfBits(size)) {}

uint64_t Permutation::Encrypt(uint64_t number) const {
  const uint64_t mask = (uint64_t{1} << half_bits_) - 1;
  uint64_t left = number >> half_bits_;
  uint64_t right = number & mask;
  for (uint64_t round = 0; round < kRounds; ++round) {
    const uint64_t next = left ^ (Mix(Mix(seed_ + round) ^ right) & mask);
    left = right;
    right = next;
  }
  return (left << half_bits_) | right;
}

uint64_t Permutation::At(uint64_t index) const {
  // The network permutes less than four times as many numbers, so this ends, and soon.
  uint64_t number = Encrypt(index);
  while (number >= size_) number = Encrypt(number);
  return number;
}

}  // namespace certsweep::scanner
