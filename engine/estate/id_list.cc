#include "engine/estate/id_list.h"

namespace certsweep::estate {

std::string EncodeIds(std::span<const int64_t> ids) {
  std::string bytes;
  for (const int64_t id : ids) {
    auto rest = static_cast<uint64_t>(id);
    for (; rest >= 0x80; rest >>= 7) bytes += static_cast<char>(0x80 | (rest & 0x7f));
    bytes += static_cast<char>(rest);
  }
  return bytes;
}

std::optional<std::vector<int64_t>> DecodeIds(std::string_view bytes) {
  constexpr int kBits = 63;
  std::vector<int64_t> ids;
  uint64_t id = 0;
  int shift = 0;
  for (const char c : bytes) {
    const auto byte = static_cast<uint8_t>(c);
    if (shift >= kBits) return std::nullopt;
    id |= uint64_t{byte & 0x7fu} << shift;
    shift += 7;
    if ((byte & 0x80) != 0) continue;
    ids.push_back(static_cast<int64_t>(id));
    id = 0;
    shift = 0;
  }
  if (shift != 0) return std::nullopt;
  return ids;
}

}  // namespace certsweep::estate
