#include "engine/net/handshake_driver.h"

#include <poll.h>
#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>

#include "engine/net/socket_deadline.h"

namespace certsweep::net {

namespace asio = boost::asio;

namespace {

enum class SendState : uint8_t { kSent, kBlocked, kBroken };

SendState SendPending(Socket& socket, tls::Conversation& conversation) {
  for (base::Bytes output = conversation.pending_output(); !output.empty(); output = conversation.pending_output()) {
    const ssize_t sent = ::send(socket.native_handle(), output.data(), output.size(), MSG_NOSIGNAL);
    if (sent > 0) {
      conversation.ConsumeOutput(static_cast<size_t>(sent));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      return SendState::kBlocked;
    } else if (errno != EINTR) {
      return SendState::kBroken;
    }
  }
  return SendState::kSent;
}

// What one recv said. kEnded: `end` says how.
enum class ReceiveState : uint8_t { kBytes, kNothing, kEnded };

struct Received {
  ReceiveState state;
  size_t count = 0;
  tls::StreamEnd end = tls::StreamEnd::kClosed;
};

Received Receive(Socket& socket, std::span<uint8_t> buffer) {
  ssize_t count;
  do {
    count = ::recv(socket.native_handle(), buffer.data(), buffer.size(), 0);
  } while (count < 0 && errno == EINTR);
  if (count > 0) return {ReceiveState::kBytes, static_cast<size_t>(count)};
  if (count == 0) return {ReceiveState::kEnded, 0, tls::StreamEnd::kClosed};
  switch (errno) {
    case EAGAIN:
      return {ReceiveState::kNothing};
    case ENOMEM:
    case ENOBUFS:
      return {ReceiveState::kEnded, 0, tls::StreamEnd::kLocalFailure};
    case ETIMEDOUT:
      return {ReceiveState::kEnded, 0, tls::StreamEnd::kTimeout};
    default:
      return {ReceiveState::kEnded, 0, tls::StreamEnd::kReset};
  }
}

}  // namespace

Awaitable<void> DriveHandshake(Loop& loop, Socket& socket, tls::Conversation& conversation, int64_t timeout_us) {
  SocketDeadline deadline(loop, socket, timeout_us, POLLIN);
  // Once a send failed, what the peer had sent before may still be waiting: only reading goes on then.
  bool send_broken = false;
  tls::Want want = conversation.Advance({});
  while (true) {
    if (!send_broken) {
      SendState state = SendPending(socket, conversation);
      while (state == SendState::kBlocked && !deadline.expired()) {
        co_await socket.async_wait(Socket::wait_write, asio::as_tuple(asio::use_awaitable));
        state = SendPending(socket, conversation);
      }
      send_broken = state == SendState::kBroken;
    }
    if (want == tls::Want::kDone) co_return;
    if (!deadline.expired() && !send_broken) {
      co_await socket.async_wait(Socket::wait_read, asio::as_tuple(asio::use_awaitable));
    }
    const std::span<uint8_t> buffer = loop.receive_buffer();
    const Received received = Receive(socket, buffer);
    if (received.state == ReceiveState::kBytes) {
      want = conversation.Advance(buffer.first(received.count));
      continue;
    }
    if (received.state == ReceiveState::kNothing && !deadline.expired() && !send_broken) continue;
    tls::StreamEnd end = received.end;
    if (deadline.expired()) end = tls::StreamEnd::kTimeout;
    if (send_broken) end = tls::StreamEnd::kReset;
    conversation.Finish(end);
    co_return;
  }
}

}  // namespace certsweep::net
