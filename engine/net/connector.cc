#include "engine/net/connector.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "engine/net/socket_deadline.h"

namespace certsweep::net {

namespace asio = boost::asio;

namespace {

constexpr int64_t kShortageWaitMicros = 100'000;
constexpr int64_t kShortageMicros = 30'000'000;

std::string ErrnoText(int error_number) { return std::generic_category().message(error_number); }

int OpenSocket(Socket& socket, bool v6) {
  boost::system::error_code error;
  socket.open(v6 ? asio::ip::tcp::v6() : asio::ip::tcp::v4(), error);
  if (!error) socket.native_non_blocking(true, error);
  return error.value();
}

int StartConnect(Socket& socket, const ConnectTarget& target) {
  const base::Bytes bytes = target.address.bytes();
  int result;
  if (target.address.is_v6()) {
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_port = htons(target.port);
    std::memcpy(&address.sin6_addr, bytes.data(), bytes.size());
    result = ::connect(socket.native_handle(), reinterpret_cast<sockaddr*>(&address), sizeof(address));
  } else {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(target.port);
    std::memcpy(&address.sin_addr, bytes.data(), bytes.size());
    result = ::connect(socket.native_handle(), reinterpret_cast<sockaddr*>(&address), sizeof(address));
  }
  return result == 0 ? 0 : errno;
}

int PendingError(Socket& socket) {
  int error_number = 0;
  socklen_t size = sizeof(error_number);
  if (::getsockopt(socket.native_handle(), SOL_SOCKET, SO_ERROR, &error_number, &size) != 0) return errno;
  return error_number;
}

void Close(Socket& socket) {
  boost::system::error_code ignored;
  socket.close(ignored);
}

// One try. 0: connected; ETIMEDOUT also for our own deadline. `immediate` tells whether connect(2) itself failed.
Awaitable<int> TryConnect(Loop& loop, const ConnectTarget& target, Socket& socket, bool& immediate) {
  immediate = true;
  int error_number = OpenSocket(socket, target.address.is_v6());
  if (error_number != 0) co_return error_number;
  error_number = StartConnect(socket, target);
  if (error_number != EINPROGRESS) co_return error_number;
  immediate = false;
  SocketDeadline deadline(loop, socket, target.timeout_us, POLLOUT);
  co_await socket.async_wait(Socket::wait_write, asio::as_tuple(asio::use_awaitable));
  if (deadline.expired()) co_return ETIMEDOUT;
  co_return PendingError(socket);
}

}  // namespace

ConnectError ClassifyConnectError(int error_number, bool immediate) {
  switch (error_number) {
    case 0:
      return ConnectError::kNone;
    case ECONNREFUSED:
    case ECONNRESET:
      return ConnectError::kRefused;
    case ETIMEDOUT:
      return ConnectError::kTimeout;
    case ENETUNREACH:
    case EHOSTUNREACH:
    case ENETDOWN:
    case EHOSTDOWN:
    case ENONET:
      return immediate ? ConnectError::kNoRoute : ConnectError::kUnreachable;
    case EADDRNOTAVAIL:
    case EAFNOSUPPORT:
    case EINVAL:
      // No address of that family here (an exhausted port range was waited for before), or none that leads there: a
      // link-local address is no address without its interface.
      return ConnectError::kNoRoute;
    case EPROTO:
    case ENOPROTOOPT:
      return ConnectError::kUnreachable;
    default:
      return ConnectError::kLocalLimit;
  }
}

namespace {

bool IsShortage(int error_number) {
  return error_number == EMFILE || error_number == ENFILE || error_number == ENOBUFS || error_number == ENOMEM ||
         error_number == EAGAIN;
}

}  // namespace

Awaitable<ConnectError> Connect(Loop& loop, const ConnectTarget& target, Socket& socket, std::string& detail) {
  const int64_t give_up_us = loop.NowMicros() + kShortageMicros;
  while (true) {
    bool immediate = false;
    const int error_number = co_await TryConnect(loop, target, socket, immediate);
    if (error_number == 0) co_return ConnectError::kNone;
    Close(socket);
    // EAGAIN and, where the family has an address, EADDRNOTAVAIL mean that all local ports to this peer are in use.
    const bool ports_used_up = error_number == EADDRNOTAVAIL && !target.address.is_v6();
    const bool short_of_something = IsShortage(error_number) || ports_used_up;
    if (!short_of_something || loop.NowMicros() >= give_up_us) {
      detail = ErrnoText(error_number);
      co_return ports_used_up ? ConnectError::kLocalLimit : ClassifyConnectError(error_number, immediate);
    }
    co_await loop.Sleep(kShortageWaitMicros);
  }
}

}  // namespace certsweep::net
