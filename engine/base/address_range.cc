#include "engine/base/address_range.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/base/text.h"

namespace certsweep::base {

namespace {

constexpr int kMappedPrefix = 96;  // ::ffff:0:0/96

absl::Status Bad(const std::string& message) { return absl::InvalidArgumentError(message); }

std::string Shown(std::string_view text) { return DisplayText(text, 80); }

bool AllDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

std::optional<int> SmallNumber(std::string_view text) {
  int value = 0;
  if (!AllDigits(text) || text.size() > 4 || !absl::SimpleAtoi(ToAbsl(text), &value)) return std::nullopt;
  return value;
}

// Both ends are mapped, or neither is: a mapped address and its IPv4 form must not be two endpoints.
AddressRange Unmapped(const IpAddress& first, const IpAddress& last) {
  const AddressRange unmapped{first.Unmapped(), last.Unmapped()};
  return unmapped.first.is_v6() == unmapped.last.is_v6() ? unmapped : AddressRange{first, last};
}

absl::StatusOr<std::optional<AddressRange>> ParseNetwork(std::string_view address_text, std::string_view prefix_text) {
  const auto address = IpAddress::Parse(address_text);
  if (!address) return std::nullopt;
  const int bits = address->bits();
  const std::optional<int> prefix = SmallNumber(prefix_text);
  if (!prefix && !AllDigits(prefix_text)) {
    return Bad(absl::StrCat("'", Shown(prefix_text), "' is not a prefix length: a network is written as ",
                            address->ToString(), bits == 32 ? "/24" : "/112"));
  }
  if (!prefix || *prefix > bits) {
    return Bad(absl::StrCat("prefix length ", Shown(prefix_text), " is not in 0 to ", bits));
  }
  const bool mapped = address->is_v6() && !address->Unmapped().is_v6() && *prefix >= kMappedPrefix;
  const IpNetwork network =
      mapped ? IpNetwork(address->Unmapped(), *prefix - kMappedPrefix) : IpNetwork(*address, *prefix);
  return AddressRange{network.first(), network.last()};
}

// "10.0.0.1-9": the right side replaces the last number.
absl::StatusOr<IpAddress> LastByNumber(const IpAddress& first, std::string_view text) {
  const std::optional<int> number = SmallNumber(text);
  if (!number || *number > 255) {
    return Bad(absl::StrCat("'", Shown(text), "' can't end a range: the last number of an address is 0 to 255"));
  }
  std::array<uint8_t, 4> bytes{};
  std::copy_n(first.bytes().begin(), bytes.size(), bytes.begin());
  bytes[3] = static_cast<uint8_t>(*number);
  return *IpAddress::FromBytes(bytes);
}

absl::StatusOr<std::optional<AddressRange>> ParseEnds(std::string_view first_text, std::string_view last_text) {
  const auto first = IpAddress::Parse(first_text);
  if (!first) return std::nullopt;
  std::optional<IpAddress> last = IpAddress::Parse(last_text);
  if (!last && !first->is_v6() && AllDigits(last_text)) {
    auto by_number = LastByNumber(*first, last_text);
    if (!by_number.ok()) return by_number.status();
    last = *by_number;
  }
  if (!last) {
    return Bad(absl::StrCat("'", Shown(last_text), "' can't end a range that begins with ", first->ToString()));
  }
  const AddressRange range = Unmapped(*first, *last);
  if (range.first.is_v6() != range.last.is_v6()) return Bad("a range can't begin with IPv4 and end with IPv6");
  if (range.last < range.first) {
    return Bad(
        absl::StrCat("the range ends (", range.last.ToString(), ") before it begins (", range.first.ToString(), ")"));
  }
  return range;
}

}  // namespace

std::string AddressRange::ToString() const {
  if (first == last) return first.ToString();
  return absl::StrCat(first.ToString(), "-", last.ToString());
}

absl::StatusOr<std::optional<AddressRange>> ParseAddressRange(std::string_view text) {
  if (const size_t slash = text.find('/'); slash != std::string_view::npos) {
    return ParseNetwork(text.substr(0, slash), text.substr(slash + 1));
  }
  if (const size_t dash = text.find('-'); dash != std::string_view::npos) {
    return ParseEnds(text.substr(0, dash), text.substr(dash + 1));
  }
  return std::nullopt;
}

absl::uint128 AddressNumber(const IpAddress& address) {
  absl::uint128 number = 0;
  for (const uint8_t byte : address.bytes()) number = (number << 8) | byte;
  return number;
}

IpAddress AddressFromNumber(absl::uint128 number, bool v6) {
  std::array<uint8_t, 16> bytes{};
  const size_t size = v6 ? 16 : 4;
  for (size_t i = size; i > 0; --i) {
    bytes[i - 1] = static_cast<uint8_t>(absl::Uint128Low64(number) & 0xff);
    number >>= 8;
  }
  return *IpAddress::FromBytes(Bytes(bytes.data(), size));
}

absl::uint128 RangeSpan(const AddressRange& range) { return AddressNumber(range.last) - AddressNumber(range.first); }

}  // namespace certsweep::base
