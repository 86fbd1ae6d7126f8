// IpAddress: an IPv4 or IPv6 address as a value; IpNetwork: an address and a prefix length.
// Thread-safe: values. No sockets and no Asio here; scopes (fe80::1%eth0) are not accepted.
#ifndef CERTSWEEP_ENGINE_BASE_IP_ADDRESS_H_
#define CERTSWEEP_ENGINE_BASE_IP_ADDRESS_H_

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/bytes.h"

namespace certsweep::base {

class IpAddress {
 public:
  IpAddress() = default;  // 0.0.0.0

  // Dotted quad of four decimal numbers (no leading zeros, no shorthand) or RFC 4291 text, without brackets.
  static std::optional<IpAddress> Parse(std::string_view text);
  // 4 or 16 bytes in network order, else nothing.
  static std::optional<IpAddress> FromBytes(Bytes bytes);
  static IpAddress V4(uint32_t host_order);

  bool is_v6() const { return v6_; }
  // 4 or 16 bytes in network order; valid as long as this value.
  Bytes bytes() const { return {bytes_.data(), v6_ ? size_t{16} : size_t{4}}; }
  int bits() const { return v6_ ? 128 : 32; }
  // ::ffff:a.b.c.d as the IPv4 address in it; any other address as it is.
  IpAddress Unmapped() const;
  // RFC 5952 text.
  std::string ToString() const;
  // Adds to the address as an unsigned number of its width, wrapping around.
  IpAddress Plus(uint64_t offset) const;

  friend auto operator<=>(const IpAddress&, const IpAddress&) = default;

 private:
  bool v6_ = false;
  std::array<uint8_t, 16> bytes_{};
};

class IpNetwork {
 public:
  // "10.0.0.0/8", "2001:db8::/32", or an address alone (/32, /128). Bits below the prefix are cleared.
  static std::optional<IpNetwork> Parse(std::string_view text);
  // REQUIRES: 0 <= prefix <= address.bits().
  IpNetwork(const IpAddress& address, int prefix);

  const IpAddress& first() const { return first_; }
  IpAddress last() const;
  int prefix() const { return prefix_; }
  bool Contains(const IpAddress& address) const;
  std::string ToString() const;

  friend auto operator<=>(const IpNetwork&, const IpNetwork&) = default;

 private:
  IpAddress first_;
  int prefix_ = 0;
};

}  // namespace certsweep::base

#endif  // CERTSWEEP_ENGINE_BASE_IP_ADDRESS_H_
