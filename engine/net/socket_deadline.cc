#include "engine/net/socket_deadline.h"

#include <poll.h>

namespace certsweep::net {

namespace {

constexpr int64_t kExtensionMicros = 100'000;
// A peer that always has a byte waiting must end some time: at most five seconds more.
constexpr int kMaxExtensions = 50;

bool IsReady(int fd, short events) {
  pollfd descriptor{.fd = fd, .events = events, .revents = 0};
  return ::poll(&descriptor, 1, 0) == 1;
}

}  // namespace

SocketDeadline::SocketDeadline(Loop& loop, boost::asio::ip::tcp::socket& socket, int64_t timeout_us, short poll_events)
    : loop_(loop), socket_(socket), poll_events_(poll_events), extensions_left_(kMaxExtensions) {
  loop_.deadlines().Add(*this, loop_.DeadlineMicros() + timeout_us);
}

void SocketDeadline::OnDue(int64_t now_us) {
  if (extensions_left_ > 0 && IsReady(socket_.native_handle(), poll_events_)) {
    --extensions_left_;
    loop_.deadlines().Add(*this, now_us + kExtensionMicros);
    return;
  }
  expired_ = true;
  boost::system::error_code ignored;
  socket_.cancel(ignored);
}

}  // namespace certsweep::net
