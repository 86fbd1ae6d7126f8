#include "engine/base/text.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>

namespace certsweep::base {
namespace {

// One step of decoding: `length` bytes of the text are `code_point`, or, if not valid, one byte that is not UTF-8.
struct Step {
  uint32_t code_point = 0;
  size_t length = 1;
  bool valid = false;
};

constexpr uint32_t kSmallestOfLength[] = {0, 0, 0x80, 0x800, 0x10000};

size_t LengthFromLeadByte(uint8_t lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead < 0xe0) return 2;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  if (lead >= 0xf0 && lead < 0xf5) return 4;
  return 0;
}

Step DecodeOne(std::string_view text) {
  const uint8_t lead = static_cast<uint8_t>(text.front());
  const size_t length = LengthFromLeadByte(lead);
  if (length == 1) return {lead, 1, true};
  if (length == 0 || text.size() < length) return {};
  uint32_t code_point = lead & (0x7fu >> length);
  for (size_t i = 1; i < length; ++i) {
    const uint8_t byte = static_cast<uint8_t>(text[i]);
    if ((byte & 0xc0) != 0x80) return {};
    code_point = code_point << 6 | (byte & 0x3f);
  }
  const bool surrogate = code_point >= 0xd800 && code_point <= 0xdfff;
  if (code_point < kSmallestOfLength[length] || code_point > 0x10ffff || surrogate) return {};
  return {code_point, length, true};
}

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

bool IsPlainAscii(char c) { return c >= 0x20 && c < 0x7f; }

// Characters that move, hide or reorder others: C0, DEL, C1, and the format controls of Unicode.
bool IsUnsafe(uint32_t c) {
  struct Range {
    uint32_t first, last;
  };
  static constexpr Range kUnsafe[] = {
      {0x00, 0x1f},     {0x7f, 0x9f},     {0xad, 0xad},     {0x61c, 0x61c},   {0x180e, 0x180e},   {0x200b, 0x200f},
      {0x2028, 0x202e}, {0x2060, 0x206f}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe007f},
  };
  return std::any_of(std::begin(kUnsafe), std::end(kUnsafe),
                     [c](const Range& range) { return c >= range.first && c <= range.last; });
}

void AppendStep(std::string& out, std::string_view text, const Step& step) {
  if (step.valid && !IsUnsafe(step.code_point)) {
    out.append(text.substr(0, step.length));
    return;
  }
  char escaped[16];
  const bool one_byte = step.length == 1;
  const unsigned value = one_byte ? static_cast<uint8_t>(text.front()) : step.code_point;
  std::snprintf(escaped, sizeof(escaped), one_byte ? "\\x%02x" : "\\u{%04x}", value);
  out.append(escaped);
}

}  // namespace

bool IsValidUtf8(std::string_view text) {
  while (!text.empty()) {
    const Step step = DecodeOne(text);
    if (!step.valid) return false;
    text.remove_prefix(step.length);
  }
  return true;
}

std::string DisplayText(std::string_view text, size_t max_bytes) {
  if (text.size() <= max_bytes && std::all_of(text.begin(), text.end(), IsPlainAscii)) return std::string(text);
  static constexpr std::string_view kEllipsis = "...";
  const size_t room = max_bytes - std::min(max_bytes, kEllipsis.size());
  std::string out;
  size_t cut = 0;  // the longest prefix of `out`, in whole characters, that leaves room for the ellipsis
  while (!text.empty()) {
    const Step step = DecodeOne(text);
    AppendStep(out, text, step);
    text.remove_prefix(step.length);
    if (out.size() <= room) cut = out.size();
    if (out.size() > max_bytes) {
      out.resize(cut);
      out.append(kEllipsis.substr(0, max_bytes));
      break;
    }
  }
  return out;
}

std::string AsciiLower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), Lower);
  return out;
}

bool EqualsIgnoreAsciiCase(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return Lower(x) == Lower(y); });
}

}  // namespace certsweep::base
