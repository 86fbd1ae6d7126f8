// Endpoint: one (host, address, port) to probe, with what its certificate must be valid for. A value.
#ifndef CERTSWEEP_ENGINE_PROBE_ENDPOINT_H_
#define CERTSWEEP_ENGINE_PROBE_ENDPOINT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/ip_address.h"

namespace certsweep::probe {

// Of what comes out of a network or range.
inline constexpr uint64_t kUnlistedPosition = uint64_t{1} << 62;

struct Endpoint {
  std::string host;                        // as to be shown: A-label name or address text (no brackets)
  std::optional<base::IpAddress> address;  // none: to be resolved, or it did not resolve
  uint16_t port = 443;
  uint64_t position = 0;  // grows in the order of the lists
  // Reference identities as normalised text (DNS names as A-labels, addresses); empty: names are not judged.
  std::vector<std::string> identities;
  // True for endpoints out of a CIDR or range with `--identity ptr`: identities come from DNS.
  bool identity_from_ptr = false;
  // What DNS did not answer though the endpoint was found ("AAAA: Timeout while contacting DNS servers"): the name may
  // have addresses that are not scanned, or the address a name that is not judged. Empty: it answered all.
  std::string dns_incomplete = {};
  // The user's own columns, in the order of the header.
  std::vector<std::pair<std::string, std::string>> columns;

  // "host:port", "[v6]:port".
  std::string Target() const;
};

// SNI: the host where it is a DNS name, else the first DNS identity, else none (empty).
std::string ServerName(const Endpoint& endpoint);

}  // namespace certsweep::probe

#endif  // CERTSWEEP_ENGINE_PROBE_ENDPOINT_H_
