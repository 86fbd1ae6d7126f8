#include "engine/base/json_writer.h"

#include <charconv>
#include <cstddef>
#include <iterator>
#include <limits>

#include "engine/base/text.h"

namespace certsweep::base {
namespace {

constexpr std::string_view kReplacementCharacter = "\xEF\xBF\xBD";

bool IsPlain(unsigned char byte) { return byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\'; }

void AppendEscapedAscii(unsigned char byte, std::string& out) {
  constexpr char kHex[] = "0123456789abcdef";
  switch (byte) {
    case '"':
    case '\\':
      out += '\\';
      out += static_cast<char>(byte);
      return;
    case '\n':
      out += "\\n";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\r':
      out += "\\r";
      return;
    default:
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
  }
}

// How many bytes the character at the beginning of `text` has; 0 if it is not UTF-8.
size_t CharacterLength(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const size_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  return length <= text.size() && IsValidUtf8(text.substr(0, length)) ? length : 0;
}

}  // namespace

void AppendJsonString(std::string_view text, std::string& out) {
  out += '"';
  size_t i = 0;
  while (i < text.size()) {
    size_t end = i;
    while (end < text.size() && IsPlain(static_cast<unsigned char>(text[end]))) ++end;
    out += text.substr(i, end - i);
    if ((i = end) == text.size()) break;
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80) {
      AppendEscapedAscii(byte, out);
      ++i;
      continue;
    }
    const size_t length = CharacterLength(text.substr(i));
    out += length == 0 ? kReplacementCharacter : text.substr(i, length);
    i += length == 0 ? 1 : length;
  }
  out += '"';
}

void AppendJsonPeerString(std::string_view text, std::string& out) {
  for (const char c : text) {
    if (!IsPlain(static_cast<unsigned char>(c))) {
      return AppendJsonString(DisplayText(text, std::numeric_limits<size_t>::max()), out);
    }
  }
  out += '"';
  out += text;
  out += '"';
}

void AppendJsonInteger(int64_t value, std::string& out) {
  char digits[24];
  const auto end = std::to_chars(std::begin(digits), std::end(digits), value).ptr;
  out.append(digits, static_cast<size_t>(end - digits));
}

std::string& JsonObjectWriter::Key(std::string_view key) {
  if (!first_) out_ += ',';
  first_ = false;
  out_ += '"';
  out_ += key;
  out_ += "\":";
  return out_;
}

void JsonObjectWriter::Hex(std::string_view key, Bytes bytes) {
  std::string& out = Key(key);
  out += '"';
  out += HexEncode(bytes);
  out += '"';
}

}  // namespace certsweep::base
