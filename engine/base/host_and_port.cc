#include "engine/base/host_and_port.h"

namespace certsweep::base {

std::string HostAndPort(std::string_view host, uint16_t port) {
  const bool is_v6 = host.find(':') != std::string_view::npos;
  return (is_v6 ? "[" + std::string(host) + "]" : std::string(host)) + ":" + std::to_string(port);
}

}  // namespace certsweep::base
