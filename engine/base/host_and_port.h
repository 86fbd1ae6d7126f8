// A host or an address with its port, as people and URLs write them. Pure; thread-safe.
#ifndef CERTSWEEP_ENGINE_BASE_HOST_AND_PORT_H_
#define CERTSWEEP_ENGINE_BASE_HOST_AND_PORT_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace certsweep::base {

// "host:port", "[v6]:port" (RFC 3986, 3.2.2).
std::string HostAndPort(std::string_view host, uint16_t port);

}  // namespace certsweep::base

#endif  // CERTSWEEP_ENGINE_BASE_HOST_AND_PORT_H_
