// The text of one TARGET: a host or an address, with or without a port; a network; a range. Thread-safe: pure
// functions.
#ifndef CERTSWEEP_ENGINE_PROBE_TARGET_SYNTAX_H_
#define CERTSWEEP_ENGINE_PROBE_TARGET_SYNTAX_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "absl/status/statusor.h"
#include "engine/base/address_range.h"
#include "engine/base/ip_address.h"

namespace certsweep::probe {

struct HostTarget {
  std::string host;  // A-label name, or the text of `address`
  std::optional<base::IpAddress> address;
  std::optional<uint16_t> port;  // none: the ports of the scan

  friend bool operator==(const HostTarget&, const HostTarget&) = default;
};

using Target = std::variant<HostTarget, base::AddressRange>;

// InvalidArgument: one clear line about what is wrong, without the place (the caller knows it). No network or range may
// hold more than 2^32 addresses: a scan of them would not end.
absl::StatusOr<Target> ParseTarget(std::string_view text);

// A host or an address as ParseTarget takes it, but no network and no range.
absl::StatusOr<HostTarget> ParseHostTarget(std::string_view text);

// 1 to 65535 in decimal digits.
absl::StatusOr<uint16_t> ParsePort(std::string_view text);

// "sps.example:443", "[2001:db8::1]:443", "10.0.0.1-10.0.0.9". Parses to the same value.
std::string TargetText(const Target& target);

// `text` without ASCII blanks at both ends.
std::string_view Trim(std::string_view text);

}  // namespace certsweep::probe

#endif  // CERTSWEEP_ENGINE_PROBE_TARGET_SYNTAX_H_
