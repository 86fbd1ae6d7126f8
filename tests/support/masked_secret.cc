#include "tests/support/masked_secret.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <random>
#include <sstream>
#include <string_view>

#include "tests/support/check.h"

namespace certsweep::test {
namespace {

constexpr uint8_t kMask = 0xa5;
constexpr size_t kChunk = size_t{1} << 20;
// What sanitizers map for their own books.
constexpr size_t kTooLarge = size_t{1} << 32;

// Where chunks of memory are copied to; what is found here is no find.
class Window {
 public:
  Window()
      : bytes_(static_cast<uint8_t*>(
            ::mmap(nullptr, kChunk, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))) {
    Check(bytes_ != MAP_FAILED, "mmap");
  }
  ~Window() { ::munmap(bytes_, kChunk); }
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  uintptr_t begin() const { return reinterpret_cast<uintptr_t>(bytes_); }
  // What could be read of the chunk at `at`.
  size_t Load(uintptr_t at, size_t size) {
    const iovec here{bytes_, size}, there{reinterpret_cast<void*>(at), size};
    const ssize_t count = ::process_vm_readv(::getpid(), &here, 1, &there, 1, 0);
    return count < 0 ? 0 : static_cast<size_t>(count);
  }
  bool Has(const std::vector<uint8_t>& masked, size_t size) const {
    const auto same = [](uint8_t clear, uint8_t hidden) { return static_cast<uint8_t>(clear ^ kMask) == hidden; };
    return std::search(bytes_, bytes_ + size, masked.begin(), masked.end(), same) != bytes_ + size;
  }

 private:
  uint8_t* const bytes_;
};

bool IsIn(uintptr_t begin, uintptr_t end, const std::vector<uint8_t>& masked, Window& window) {
  for (uintptr_t at = begin; at < end; at += kChunk - 256) {
    if (at <= window.begin() && window.begin() < at + kChunk) continue;
    if (at > window.begin() && at < window.begin() + kChunk) continue;
    const size_t size = window.Load(at, std::min<uintptr_t>(kChunk, end - at));
    if (window.Has(masked, size)) return true;
  }
  return false;
}

}  // namespace

MaskedSecret::MaskedSecret(size_t letters) {
  std::random_device random;
  for (size_t i = 0; i < letters; ++i) {
    masked_.push_back(static_cast<uint8_t>(("abcdefghijklmnopqrstuvwxyz"[random() % 26]) ^ kMask));
  }
}

void MaskedSecret::WriteTo(const std::string& path) const {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  Check(fd >= 0, "the secret's file");
  for (const uint8_t hidden : masked_) {
    const uint8_t letter = hidden ^ kMask;
    Check(::write(fd, &letter, 1) == 1, "the secret's file");
  }
  ::close(fd);
}

std::vector<uint8_t> MaskedSecret::Utf16() const {
  std::vector<uint8_t> wide;
  for (const uint8_t hidden : masked_) wide.insert(wide.end(), {hidden, kMask});
  return wide;
}

std::vector<uint8_t> MaskedSecret::Base64() const {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::vector<uint8_t> encoded;
  for (size_t i = 0; i + 2 < masked_.size(); i += 3) {
    const uint32_t three = static_cast<uint32_t>(masked_[i] ^ kMask) << 16 |
                           static_cast<uint32_t>(masked_[i + 1] ^ kMask) << 8 | (masked_[i + 2] ^ kMask);
    for (const int shift : {18, 12, 6, 0})
      encoded.push_back(static_cast<uint8_t>(kAlphabet[three >> shift & 63]) ^ kMask);
  }
  return encoded;
}

std::vector<std::string> MaskedSecret::FoundInMemory() const {
  const std::vector<uint8_t> utf16 = Utf16(), base64 = Base64();
  Window window;
  std::ifstream maps("/proc/self/maps");
  std::vector<std::string> found;
  std::string line;
  while (std::getline(maps, line)) {
    unsigned long begin = 0, end = 0;
    char rights[8] = {};
    if (std::sscanf(line.c_str(), "%lx-%lx %7s", &begin, &end, rights) != 3 ||
        std::string_view(rights).substr(0, 2) != "rw") {
      continue;
    }
    if (end - begin > kTooLarge) continue;
    const std::string where = line.substr(std::min(line.size(), line.find_last_of(" \t") + 1));
    if (IsIn(begin, end, masked_, window)) found.push_back(where + " as it is");
    if (IsIn(begin, end, utf16, window)) found.push_back(where + " as UTF-16");
    if (IsIn(begin, end, base64, window)) found.push_back(where + " as Base64");
  }
  return found;
}

}  // namespace certsweep::test
