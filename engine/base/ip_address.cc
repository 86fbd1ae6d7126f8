#include "engine/base/ip_address.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace certsweep::base {
namespace {

constexpr std::array<uint8_t, 12> kMappedPrefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// A decimal number without leading zeros, of at most three digits, off the front of `text`.
std::optional<int> TakeDecimal(std::string_view& text, int max) {
  size_t digits = 0;
  int value = 0;
  while (digits < text.size() && digits < 4 && IsDigit(text[digits])) value = value * 10 + (text[digits++] - '0');
  if (digits == 0 || digits > 3 || value > max || (digits > 1 && text[0] == '0')) return std::nullopt;
  text.remove_prefix(digits);
  return value;
}

bool ParseV4(std::string_view text, uint8_t* out) {
  for (int i = 0; i < 4; ++i) {
    if (i > 0) {
      if (text.empty() || text.front() != '.') return false;
      text.remove_prefix(1);
    }
    const std::optional<int> octet = TakeDecimal(text, 255);
    if (!octet) return false;
    out[i] = static_cast<uint8_t>(*octet);
  }
  return text.empty();
}

int HexValue(char c) {
  if (IsDigit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The groups on one side of "::" (or of the whole address), into `out`; the number of bytes, or nothing if it is bad
// or would not fit `room`. Only the last side may end in a dotted quad.
std::optional<size_t> ParseGroups(std::string_view text, bool may_end_in_v4, uint8_t* out, size_t room) {
  if (text.empty()) return 0;
  size_t size = 0;
  while (true) {
    const size_t end = std::min(text.find(':'), text.size());
    const std::string_view group = text.substr(0, end);
    const bool last = end == text.size();
    if (last && may_end_in_v4 && group.find('.') != std::string_view::npos) {
      if (size + 4 > room || !ParseV4(group, out + size)) return std::nullopt;
      return size + 4;
    }
    if (group.empty() || group.size() > 4 || size + 2 > room) return std::nullopt;
    int value = 0;
    for (char c : group) {
      if (HexValue(c) < 0) return std::nullopt;
      value = value * 16 + HexValue(c);
    }
    out[size++] = static_cast<uint8_t>(value >> 8);
    out[size++] = static_cast<uint8_t>(value & 0xff);
    if (last) return size;
    text.remove_prefix(end + 1);
  }
}

bool ParseV6(std::string_view text, std::array<uint8_t, 16>& out) {
  const size_t gap = text.find("::");
  if (gap == std::string_view::npos) return ParseGroups(text, true, out.data(), 16) == 16u;
  std::array<uint8_t, 16> tail{};
  const std::optional<size_t> head_size = ParseGroups(text.substr(0, gap), false, out.data(), 14);
  if (!head_size) return false;
  const std::optional<size_t> tail_size = ParseGroups(text.substr(gap + 2), true, tail.data(), 14 - *head_size);
  if (!tail_size) return false;
  std::fill(out.begin() + *head_size, out.end(), uint8_t{0});
  std::copy_n(tail.begin(), *tail_size, out.end() - *tail_size);
  return true;
}

std::string V4Text(const uint8_t* b) { return absl::StrCat(b[0], ".", b[1], ".", b[2], ".", b[3]); }

struct ZeroRun {
  int start = -1;
  int length = 0;
};

// The run of zero groups that RFC 5952, 4.2 shortens: the longest, the first among equals, never a single one.
ZeroRun LongestZeroRun(const std::array<uint16_t, 8>& groups) {
  ZeroRun best, current;
  for (int i = 0; i < 8; ++i) {
    if (groups[i] != 0) {
      current = {};
      continue;
    }
    if (current.length++ == 0) current.start = i;
    if (current.length > best.length) best = current;
  }
  return best.length >= 2 ? best : ZeroRun{};
}

std::string V6Text(const std::array<uint8_t, 16>& bytes) {
  std::array<uint16_t, 8> groups;
  for (int i = 0; i < 8; ++i) groups[i] = static_cast<uint16_t>(bytes[2 * i] << 8 | bytes[2 * i + 1]);
  const ZeroRun run = LongestZeroRun(groups);
  std::string out;
  for (int i = 0; i < 8; ++i) {
    if (i == run.start) {
      out += "::";
      i += run.length - 1;
      continue;
    }
    if (!out.empty() && out.back() != ':') out += ':';
    absl::StrAppend(&out, absl::Hex(groups[i]));
  }
  return out;
}

}  // namespace

std::optional<IpAddress> IpAddress::Parse(std::string_view text) {
  IpAddress address;
  if (ParseV4(text, address.bytes_.data())) return address;
  address.bytes_ = {};
  address.v6_ = true;
  if (text.find(':') == std::string_view::npos || !ParseV6(text, address.bytes_)) return std::nullopt;
  return address;
}

std::optional<IpAddress> IpAddress::FromBytes(Bytes bytes) {
  if (bytes.size() != 4 && bytes.size() != 16) return std::nullopt;
  IpAddress address;
  address.v6_ = bytes.size() == 16;
  std::copy(bytes.begin(), bytes.end(), address.bytes_.begin());
  return address;
}

IpAddress IpAddress::V4(uint32_t host_order) {
  IpAddress address;
  for (int i = 0; i < 4; ++i) address.bytes_[i] = static_cast<uint8_t>(host_order >> (24 - 8 * i));
  return address;
}

IpAddress IpAddress::Unmapped() const {
  if (!v6_ || !std::equal(kMappedPrefix.begin(), kMappedPrefix.end(), bytes_.begin())) return *this;
  IpAddress address;
  std::copy_n(bytes_.begin() + kMappedPrefix.size(), 4, address.bytes_.begin());
  return address;
}

std::string IpAddress::ToString() const {
  if (!v6_) return V4Text(bytes_.data());
  if (Unmapped().is_v6()) return V6Text(bytes_);
  return absl::StrCat("::ffff:", V4Text(bytes_.data() + kMappedPrefix.size()));
}

IpAddress IpAddress::Plus(uint64_t offset) const {
  IpAddress sum = *this;
  uint64_t carry = 0;
  for (int i = bits() / 8 - 1; i >= 0; --i) {
    const uint64_t digit = sum.bytes_[i] + (offset & 0xff) + carry;
    sum.bytes_[i] = static_cast<uint8_t>(digit & 0xff);
    carry = digit >> 8;
    offset >>= 8;
  }
  return sum;
}

namespace {

// The byte of a netmask of `prefix` bits that stands at `index`.
uint8_t MaskByte(int prefix, int index) {
  const int bits = std::clamp(prefix - 8 * index, 0, 8);
  return static_cast<uint8_t>(0xff00 >> bits);
}

}  // namespace

std::optional<IpNetwork> IpNetwork::Parse(std::string_view text) {
  const size_t slash = std::min(text.find('/'), text.size());
  const std::optional<IpAddress> address = IpAddress::Parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  if (slash == text.size()) return IpNetwork(*address, address->bits());
  std::string_view rest = text.substr(slash + 1);
  const std::optional<int> prefix = TakeDecimal(rest, address->bits());
  if (!prefix || !rest.empty()) return std::nullopt;
  return IpNetwork(*address, *prefix);
}

IpNetwork::IpNetwork(const IpAddress& address, int prefix) : first_(address), prefix_(prefix) {
  assert(prefix >= 0 && prefix <= address.bits());
  std::array<uint8_t, 16> bytes{};
  for (int i = 0; i < address.bits() / 8; ++i) bytes[i] = address.bytes()[i] & MaskByte(prefix, i);
  first_ = *IpAddress::FromBytes({bytes.data(), address.bytes().size()});
}

IpAddress IpNetwork::last() const {
  std::array<uint8_t, 16> bytes{};
  for (int i = 0; i < first_.bits() / 8; ++i) {
    bytes[i] = first_.bytes()[i] | static_cast<uint8_t>(~MaskByte(prefix_, i));
  }
  return *IpAddress::FromBytes({bytes.data(), first_.bytes().size()});
}

bool IpNetwork::Contains(const IpAddress& address) const {
  if (address.is_v6() != first_.is_v6()) return false;
  for (int i = 0; i < first_.bits() / 8; ++i) {
    if ((address.bytes()[i] & MaskByte(prefix_, i)) != first_.bytes()[i]) return false;
  }
  return true;
}

std::string IpNetwork::ToString() const { return absl::StrCat(first_.ToString(), "/", prefix_); }

}  // namespace certsweep::base
