#include "scanner/targets/done_endpoints.h"

#include <algorithm>

namespace certsweep::scanner {

void DoneEndpoints::Add(std::string_view host, const std::optional<base::IpAddress>& address, uint16_t port,
                        bool reached) {
  endpoints_.push_back({HashEndpoint(host, address, port), reached});
  // An address that is its own host is never resolved.
  if (!base::IpAddress::Parse(host)) names_.push_back(HashEndpoint(host, std::nullopt, port));
}

void DoneEndpoints::Sort() {
  std::sort(endpoints_.begin(), endpoints_.end(), [](const Entry& a, const Entry& b) { return a.hash < b.hash; });
  std::sort(names_.begin(), names_.end());
}

DoneEndpoints::Found DoneEndpoints::Find(std::string_view host, const std::optional<base::IpAddress>& address,
                                         uint16_t port) const {
  const EndpointHash hash = HashEndpoint(host, address, port);
  const auto at = std::lower_bound(endpoints_.begin(), endpoints_.end(), hash,
                                   [](const Entry& entry, const EndpointHash& wanted) { return entry.hash < wanted; });
  if (at == endpoints_.end() || at->hash != hash) return Found::kNo;
  return at->reached ? Found::kReached : Found::kNotReached;
}

bool DoneEndpoints::HasName(std::string_view host, uint16_t port) const {
  return std::binary_search(names_.begin(), names_.end(), HashEndpoint(host, std::nullopt, port));
}

}  // namespace certsweep::scanner
