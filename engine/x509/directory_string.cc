#include "engine/x509/directory_string.h"

#include <openssl/bytestring.h>

#include <algorithm>
#include <cstdint>

#include "engine/base/text.h"

namespace certsweep::x509 {
namespace {

void AppendUtf8(uint32_t c, std::string* out) {
  const auto append = [out](uint32_t byte) { out->push_back(static_cast<char>(byte)); };
  if (c < 0x80) {
    append(c);
  } else if (c < 0x800) {
    append(0xc0 | c >> 6);
    append(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {
    append(0xe0 | c >> 12);
    append(0x80 | (c >> 6 & 0x3f));
    append(0x80 | (c & 0x3f));
  } else {
    append(0xf0 | c >> 18);
    append(0x80 | (c >> 12 & 0x3f));
    append(0x80 | (c >> 6 & 0x3f));
    append(0x80 | (c & 0x3f));
  }
}

bool IsSurrogate(uint32_t c) { return c >= 0xd800 && c <= 0xdfff; }

// UCS-2 or UCS-4, big-endian. Windows writes surrogate pairs into BMPStrings; they are read as UTF-16.
std::optional<std::string> DecodeFixedWidth(std::string_view content, size_t width) {
  if (content.size() % width != 0) return std::nullopt;
  const auto unit_at = [content, width](size_t at) {
    uint32_t unit = 0;
    for (size_t i = 0; i < width; ++i) unit = unit << 8 | static_cast<uint8_t>(content[at + i]);
    return unit;
  };
  std::string out;
  out.reserve(content.size() / width);
  for (size_t at = 0; at < content.size(); at += width) {
    uint32_t c = unit_at(at);
    if (width == 2 && c >= 0xd800 && c < 0xdc00 && at + 2 < content.size()) {
      const uint32_t low = unit_at(at + 2);
      if (low >= 0xdc00 && low < 0xe000) {
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
        at += 2;
      }
    }
    if (c > 0x10ffff || IsSurrogate(c)) return std::nullopt;
    AppendUtf8(c, &out);
  }
  return out;
}

std::string DecodeLatin1(std::string_view content) {
  std::string out;
  out.reserve(content.size());
  for (const char c : content) AppendUtf8(static_cast<uint8_t>(c), &out);
  return out;
}

// Lower case of the letters of two bytes in UTF-8: Latin-1, Greek, Cyrillic.
uint32_t LowerTwoByte(uint32_t c) {
  if (c >= 0xc0 && c <= 0xde && c != 0xd7) return c + 0x20;
  if (c >= 0x391 && c <= 0x3a9) return c + 0x20;
  if (c >= 0x410 && c <= 0x42f) return c + 0x20;
  if (c >= 0x400 && c <= 0x40f) return c + 0x50;
  return c;
}

// The character at the front of valid UTF-8, which is taken away.
uint32_t TakeCharacter(std::string_view* utf8) {
  const uint8_t first = static_cast<uint8_t>(utf8->front());
  const size_t size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  uint32_t c = size == 1 ? first : first & (0x7fu >> size);
  for (size_t i = 1; i < size; ++i) c = c << 6 | (static_cast<uint8_t>((*utf8)[i]) & 0x3fu);
  utf8->remove_prefix(size);
  return c;
}

// X.680, 41.4.
bool IsPrintable(uint32_t c) {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return true;
  return c < 0x80 && std::string_view(" '()+,-./:=?").find(static_cast<char>(c)) != std::string_view::npos;
}

bool AppendCharacter(StringType type, uint32_t c, std::string* out) {
  switch (type) {
    case StringType::kPrintable:
      out->push_back(static_cast<char>(c));
      return IsPrintable(c);
    case StringType::kIa5:
      out->push_back(static_cast<char>(c));
      return c < 0x80;
    case StringType::kTeletex:
      out->push_back(static_cast<char>(c));
      return c <= 0xff;
    case StringType::kBmp:
      out->push_back(static_cast<char>(c >> 8 & 0xff));
      out->push_back(static_cast<char>(c & 0xff));
      return c <= 0xffff;
    case StringType::kUtf8:
      AppendUtf8(c, out);
      return true;
  }
  return false;
}

bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

}  // namespace

std::optional<std::string> DecodeDirectoryString(unsigned tag, std::string_view content) {
  switch (tag) {
    case CBS_ASN1_UTF8STRING:
    case CBS_ASN1_PRINTABLESTRING:
    case CBS_ASN1_IA5STRING:
    case CBS_ASN1_NUMERICSTRING:
    case CBS_ASN1_VISIBLESTRING:
      if (!base::IsValidUtf8(content)) return std::nullopt;
      return std::string(content);
    case CBS_ASN1_T61STRING:
      return DecodeLatin1(content);
    case CBS_ASN1_BMPSTRING:
      return DecodeFixedWidth(content, 2);
    case CBS_ASN1_UNIVERSALSTRING:
      return DecodeFixedWidth(content, 4);
    default:
      return std::nullopt;
  }
}

std::optional<std::string> EncodeDirectoryString(StringType type, std::string_view utf8) {
  if (!base::IsValidUtf8(utf8)) return std::nullopt;
  std::string out;
  out.reserve(utf8.size());
  while (!utf8.empty()) {
    if (!AppendCharacter(type, TakeCharacter(&utf8), &out)) return std::nullopt;
  }
  return out;
}

size_t CountCharacters(std::string_view utf8) {
  return static_cast<size_t>(
      std::count_if(utf8.begin(), utf8.end(), [](char c) { return (static_cast<uint8_t>(c) & 0xc0) != 0x80; }));
}

std::string NormalizeDirectoryString(std::string_view utf8) {
  std::string out;
  out.reserve(utf8.size());
  bool pending_space = false;
  for (size_t i = 0; i < utf8.size(); ++i) {
    const char c = utf8[i];
    if (IsSpace(c)) {
      pending_space = !out.empty();
      continue;
    }
    if (pending_space) out.push_back(' ');
    pending_space = false;
    const uint8_t byte = static_cast<uint8_t>(c);
    if (byte >= 0xc3 && byte < 0xe0 && i + 1 < utf8.size()) {
      AppendUtf8(LowerTwoByte((byte & 0x1fu) << 6 | (static_cast<uint8_t>(utf8[++i]) & 0x3fu)), &out);
    } else {
      out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c);
    }
  }
  return out;
}

}  // namespace certsweep::x509
