#include "engine/x509/oid.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>

#include "absl/strings/str_cat.h"

namespace certsweep::x509 {
namespace {

// One arc off the front: base 128, most significant first, without leading zeros (X.690, 8.19.2).
std::optional<uint64_t> TakeArc(base::Bytes& content) {
  if (content.front() == 0x80) return std::nullopt;
  uint64_t arc = 0;
  while (!content.empty()) {
    const uint8_t octet = content.front();
    content = content.subspan(1);
    if (arc > std::numeric_limits<uint64_t>::max() >> 7) return std::nullopt;
    arc = arc << 7 | (octet & 0x7f);
    if ((octet & 0x80) == 0) return arc;
  }
  return std::nullopt;
}

std::optional<std::string> DottedText(base::Bytes content) {
  std::string text;
  while (!content.empty()) {
    const std::optional<uint64_t> arc = TakeArc(content);
    if (!arc) return std::nullopt;
    if (!text.empty()) {
      absl::StrAppend(&text, ".", *arc);
      continue;
    }
    const uint64_t first = std::min<uint64_t>(*arc / 40, 2);  // the first number holds two arcs (8.19.4)
    absl::StrAppend(&text, first, ".", *arc - 40 * first);
  }
  if (text.empty()) return std::nullopt;
  return text;
}

}  // namespace

std::string OidText(base::Bytes content) {
  std::optional<std::string> text = DottedText(content);
  return text ? *std::move(text) : absl::StrCat("hex:", base::HexEncode(content));
}

}  // namespace certsweep::x509
