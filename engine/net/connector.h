// Connect: one TCP connection with a deadline, and an exact word for how it failed.
#ifndef CERTSWEEP_ENGINE_NET_CONNECTOR_H_
#define CERTSWEEP_ENGINE_NET_CONNECTOR_H_

#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <string>

#include "engine/base/ip_address.h"
#include "engine/net/loop.h"

namespace certsweep::net {

using Socket = boost::asio::ip::tcp::socket;

enum class ConnectError : uint8_t {
  kNone,
  kRefused,  // RST: nothing listens there
  kTimeout,
  kUnreachable,  // the network told us so (ICMP), after we had sent something
  kNoRoute,      // this machine has no route or no address for it: nothing was sent
  kLocalLimit,   // descriptors, ports, buffers, a firewall rule of this machine
};

// Whether connect(2) failed at once (nothing was sent, or loopback) or the answer came later decides between kNoRoute
// and kUnreachable. `error_number`: errno.
ConnectError ClassifyConnectError(int error_number, bool immediate);

struct ConnectTarget {
  base::IpAddress address;
  uint16_t port = 0;
  int64_t timeout_us = 0;
};

// Opens and connects `socket` (REQUIRES: not open, of `loop`). Where descriptors, ports or buffers are short, waits for
// them, for up to 30 s. `detail` gets the system's words on failure. The result's socket is non-blocking.
Awaitable<ConnectError> Connect(Loop& loop, const ConnectTarget& target, Socket& socket, std::string& detail);

}  // namespace certsweep::net

#endif  // CERTSWEEP_ENGINE_NET_CONNECTOR_H_
