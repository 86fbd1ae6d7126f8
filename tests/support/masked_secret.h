// MaskedSecret: a random password that a test can look for in its own memory, for it never holds it in the clear: what
// is found is somebody else's copy. Not thread-safe.
#ifndef CERTSWEEP_TESTS_SUPPORT_MASKED_SECRET_H_
#define CERTSWEEP_TESTS_SUPPORT_MASKED_SECRET_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace certsweep::test {

class MaskedSecret {
 public:
  // `letters` of them, a multiple of 3.
  explicit MaskedSecret(size_t letters = 24);

  // Makes `path` hold it and nothing else.
  void WriteTo(const std::string& path) const;

  // Where this process has it in memory it may write to (heap, stacks, data): "heap as UTF-16" and the like; empty:
  // nowhere. Looked for as it is, as UTF-16 (NTLM), and as Base64 of a text in which it begins at a multiple of 3
  // bytes.
  std::vector<std::string> FoundInMemory() const;

 private:
  std::vector<uint8_t> Utf16() const;
  std::vector<uint8_t> Base64() const;

  std::vector<uint8_t> masked_;
};

}  // namespace certsweep::test

#endif  // CERTSWEEP_TESTS_SUPPORT_MASKED_SECRET_H_
