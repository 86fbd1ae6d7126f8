#include "engine/probe/endpoint.h"

namespace certsweep::probe {

namespace {

bool IsAddress(const std::string& text) { return base::IpAddress::Parse(text).has_value(); }

}  // namespace

std::string Endpoint::Target() const {
  const std::string port_text = ":" + std::to_string(port);
  return host.find(':') == std::string::npos ? host + port_text : "[" + host + "]" + port_text;
}

std::string ServerName(const Endpoint& endpoint) {
  if (!IsAddress(endpoint.host)) return endpoint.host;
  for (const std::string& identity : endpoint.identities) {
    if (!IsAddress(identity)) return identity;
  }
  return {};
}

}  // namespace certsweep::probe
