#include "engine/probe/endpoint.h"

#include "engine/base/host_and_port.h"

namespace certsweep::probe {

namespace {

bool IsAddress(const std::string& text) { return base::IpAddress::Parse(text).has_value(); }

}  // namespace

std::string Endpoint::Target() const { return base::HostAndPort(host, port); }

std::string ServerName(const Endpoint& endpoint) {
  if (!IsAddress(endpoint.host)) return endpoint.host;
  for (const std::string& identity : endpoint.identities) {
    if (!IsAddress(identity)) return identity;
  }
  return {};
}

}  // namespace certsweep::probe
