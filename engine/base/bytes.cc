#include "engine/base/bytes.h"

#include <openssl/sha.h>

namespace certsweep::base {
namespace {

// 16 or more for what is no digit.
unsigned HexValue(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return 16;
}

}  // namespace

std::string HexEncode(Bytes bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out(bytes.size() * 2, '\0');
  char* digit = out.data();
  for (uint8_t byte : bytes) {
    *digit++ = kDigits[byte >> 4];
    *digit++ = kDigits[byte & 15];
  }
  return out;
}

Sha256Digest Sha256(Bytes bytes) {
  Sha256Digest digest;
  SHA256(bytes.data(), bytes.size(), digest.data());
  return digest;
}

std::optional<Sha256Digest> Sha256FromHex(std::string_view text) {
  Sha256Digest digest;
  const bool has_colons = text.size() == 3 * digest.size() - 1;
  if (!has_colons && text.size() != 2 * digest.size()) return std::nullopt;
  const size_t step = has_colons ? 3 : 2;
  for (size_t i = 0; i < digest.size(); ++i) {
    const unsigned high = HexValue(text[i * step]), low = HexValue(text[i * step + 1]);
    if (high > 15 || low > 15 || (has_colons && i > 0 && text[i * step - 1] != ':')) return std::nullopt;
    digest[i] = static_cast<uint8_t>(high << 4 | low);
  }
  return digest;
}

}  // namespace certsweep::base
