// DoneEndpoints: which endpoints of a run have their result already, for the scan that goes on with it. 24 to 40 bytes
// each. Thread-safe once it was sorted.
#ifndef CERTSWEEP_SCANNER_TARGETS_DONE_ENDPOINTS_H_
#define CERTSWEEP_SCANNER_TARGETS_DONE_ENDPOINTS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/base/ip_address.h"
#include "scanner/targets/endpoint_index.h"

namespace certsweep::scanner {

class DoneEndpoints {
 public:
  enum class Found : uint8_t {
    kNo,
    kNotReached,  // done, and not judged for want of anything of our own
    kReached,
  };

  // `address`: none of a name that did not resolve. `reached`: its verdict is not `not_judged`.
  void Add(std::string_view host, const std::optional<base::IpAddress>& address, uint16_t port, bool reached);
  // Has to be called after the last Add and before the first question.
  void Sort();

  Found Find(std::string_view host, const std::optional<base::IpAddress>& address, uint16_t port) const;
  // Whether anything is done of a name's endpoints, whatever their address.
  bool HasName(std::string_view host, uint16_t port) const;
  size_t size() const { return endpoints_.size(); }

 private:
  struct Entry {
    EndpointHash hash;
    bool reached;
  };
  std::vector<Entry> endpoints_;
  std::vector<EndpointHash> names_;
};

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_TARGETS_DONE_ENDPOINTS_H_
