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

// What ended the stream, by errno of a failed call.
tls::StreamEnd EndOf(int error_number) {
  switch (error_number) {
    case ENOMEM:
    case ENOBUFS:
      return tls::StreamEnd::kLocalFailure;
    case ETIMEDOUT:
      return tls::StreamEnd::kTimeout;
    case EPIPE:  // it had closed before, and so does not take what we send
      return tls::StreamEnd::kClosed;
    default:
      return tls::StreamEnd::kReset;
  }
}

enum class SendState : uint8_t { kSent, kBlocked, kBroken };

// What sending came to. kBroken: `end` says how.
struct Sent {
  SendState state = SendState::kSent;
  tls::StreamEnd end = tls::StreamEnd::kClosed;
};

Sent SendPending(Socket& socket, tls::Conversation& conversation) {
  for (base::Bytes output = conversation.pending_output(); !output.empty(); output = conversation.pending_output()) {
    const ssize_t sent = ::send(socket.native_handle(), output.data(), output.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      conversation.ConsumeOutput(static_cast<size_t>(sent));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      return {SendState::kBlocked};
    } else if (errno != EINTR) {
      return {SendState::kBroken, EndOf(errno)};
    }
  }
  return {};
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
  if (errno == EAGAIN) return {ReceiveState::kNothing};
  return {ReceiveState::kEnded, 0, EndOf(errno)};
}

}  // namespace

Awaitable<void> DriveHandshake(Loop& loop, Socket& socket, tls::Conversation& conversation, int64_t timeout_us) {
  SocketDeadline deadline(loop, socket, timeout_us, POLLIN);
  // Once a send failed, what the peer had sent before may still be waiting: only reading goes on then.
  Sent sent;
  tls::Want want = conversation.Advance({});
  while (true) {
    if (sent.state != SendState::kBroken) sent = SendPending(socket, conversation);
    while (sent.state == SendState::kBlocked && !deadline.expired()) {
      co_await socket.async_wait(Socket::wait_write, asio::as_tuple(asio::use_awaitable));
      sent = SendPending(socket, conversation);
    }
    if (want == tls::Want::kDone) co_return;
    const bool send_broken = sent.state == SendState::kBroken;
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
    // An end that the peer made counts as such, also at the last moment.
    tls::StreamEnd end = received.state == ReceiveState::kEnded ? received.end : tls::StreamEnd::kTimeout;
    // The error of a reset is told once: to the send.
    if (send_broken) end = sent.end;
    conversation.Finish(end);
    co_return;
  }
}

}  // namespace certsweep::net
