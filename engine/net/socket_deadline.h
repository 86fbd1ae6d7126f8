// SocketDeadline: ends the waiting on a socket when time is up - unless what is waited for has already come and only
// our own loop was too busy to look: overload must not look like the peer's fault.
#ifndef CERTSWEEP_ENGINE_NET_SOCKET_DEADLINE_H_
#define CERTSWEEP_ENGINE_NET_SOCKET_DEADLINE_H_

#include <boost/asio/ip/tcp.hpp>
#include <cstdint>

#include "engine/net/deadline_queue.h"
#include "engine/net/loop.h"

namespace certsweep::net {

class SocketDeadline : public Deadline {
 public:
  // Starts at once, and runs by loop.DeadlineMicros(). `socket` must outlive it. `poll_events`: what is waited for
  // (POLLIN, POLLOUT).
  SocketDeadline(Loop& loop, boost::asio::ip::tcp::socket& socket, int64_t timeout_us, short poll_events);

  bool expired() const { return expired_; }

 private:
  void OnDue(int64_t now_us) override;

  Loop& loop_;
  boost::asio::ip::tcp::socket& socket_;
  const short poll_events_;
  int extensions_left_;
  bool expired_ = false;
};

}  // namespace certsweep::net

#endif  // CERTSWEEP_ENGINE_NET_SOCKET_DEADLINE_H_
