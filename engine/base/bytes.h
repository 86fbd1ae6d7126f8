// Views of bytes and their text forms. Thread-safe: pure functions.
#ifndef CERTSWEEP_ENGINE_BASE_BYTES_H_
#define CERTSWEEP_ENGINE_BASE_BYTES_H_

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace certsweep::base {

using Bytes = std::span<const uint8_t>;
using Sha256Digest = std::array<uint8_t, 32>;

inline Bytes AsBytes(std::string_view text) { return {reinterpret_cast<const uint8_t*>(text.data()), text.size()}; }

inline std::string_view AsText(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

// Lower-case hexadecimal, two digits a byte.
std::string HexEncode(Bytes bytes);

Sha256Digest Sha256(Bytes bytes);

// A SHA-256 as people have it: 64 hexadecimal digits of either case, or 32 pairs of them with colons between. Nothing
// for any other text.
std::optional<Sha256Digest> Sha256FromHex(std::string_view text);

}  // namespace certsweep::base

#endif  // CERTSWEEP_ENGINE_BASE_BYTES_H_
