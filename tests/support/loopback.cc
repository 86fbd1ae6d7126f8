#include "tests/support/loopback.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "tests/support/check.h"

namespace certsweep::test {

namespace {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;

  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

SocketAddress MakeAddress(std::string_view text, uint16_t port) {
  SocketAddress address;
  const std::string name(text);
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&address.storage);
  if (::inet_pton(AF_INET6, name.c_str(), &v6->sin6_addr) == 1) {
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(port);
    address.size = sizeof(sockaddr_in6);
    return address;
  }
  auto* v4 = reinterpret_cast<sockaddr_in*>(&address.storage);
  Check(::inet_pton(AF_INET, name.c_str(), &v4->sin_addr) == 1, "an address");
  v4->sin_family = AF_INET;
  v4->sin_port = htons(port);
  address.size = sizeof(sockaddr_in);
  return address;
}

SocketAddress LocalAddress(int socket) {
  SocketAddress address;
  address.size = sizeof(address.storage);
  Check(::getsockname(socket, address.get(), &address.size) == 0, "getsockname");
  return address;
}

Listener Bind(std::string_view text, uint16_t port) {
  SocketAddress address = MakeAddress(text, port);
  Listener listener;
  listener.socket = Fd(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  Check(::bind(listener.socket.get(), address.get(), address.size) == 0, "bind");
  SocketAddress bound = LocalAddress(listener.socket.get());
  const bool v6 = bound.storage.ss_family == AF_INET6;
  listener.port = ntohs(v6 ? reinterpret_cast<sockaddr_in6*>(&bound.storage)->sin6_port
                           : reinterpret_cast<sockaddr_in*>(&bound.storage)->sin_port);
  return listener;
}

// The next descriptor's number is the lowest that is free.
rlim_t LimitThatLeaves(int more) {
  std::vector<int> free;
  for (int fd = 0; static_cast<int>(free.size()) <= more; ++fd) {
    if (::fcntl(fd, F_GETFD) < 0) free.push_back(fd);
  }
  return static_cast<rlim_t>(free[static_cast<size_t>(more)]);
}

}  // namespace

Fd& Fd::operator=(Fd&& other) noexcept {
  if (this != &other) {
    Close();
    number_ = std::exchange(other.number_, -1);
  }
  return *this;
}

void Fd::Close() {
  if (number_ >= 0) ::close(number_);
  number_ = -1;
}

Listener Listen(std::string_view address, int backlog, uint16_t port) {
  Listener listener = Bind(address, port);
  Check(::listen(listener.socket.get(), backlog) == 0, "listen");
  return listener;
}

Listener HoldSilentPort(std::string_view address, uint16_t port) { return Bind(address, port); }

bool HasIpv6Loopback() {
  SocketAddress address = MakeAddress("::1", 0);
  const Fd socket(::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
  return socket.get() >= 0 && ::bind(socket.get(), address.get(), address.size) == 0;
}

Fd Accept(const Listener& listener) {
  int number;
  do {
    number = ::accept4(listener.socket.get(), nullptr, nullptr, SOCK_CLOEXEC);
  } while (number < 0 && errno == EINTR);
  Check(number >= 0, "accept");
  return Fd(number);
}

Fd ConnectTo(const Listener& listener) {
  SocketAddress address = LocalAddress(listener.socket.get());
  Fd socket(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  Check(::connect(socket.get(), address.get(), address.size) == 0, "connect");
  return socket;
}

bool WriteAll(const Fd& socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    bytes.remove_prefix(static_cast<size_t>(count));
  }
  return true;
}

std::string ReadExactly(const Fd& socket, size_t size) {
  std::string bytes(size, '\0');
  size_t done = 0;
  while (done < size) {
    const ssize_t count = ::recv(socket.get(), bytes.data() + done, size - done, 0);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    done += static_cast<size_t>(count);
  }
  bytes.resize(done);
  return bytes;
}

std::string ReadSome(const Fd& socket) {
  std::string bytes(64 * 1024, '\0');
  ssize_t count;
  do {
    count = ::recv(socket.get(), bytes.data(), bytes.size(), 0);
  } while (count < 0 && errno == EINTR);
  bytes.resize(static_cast<size_t>(std::max<ssize_t>(0, count)));
  return bytes;
}

void CloseWithReset(Fd socket) {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  Check(::setsockopt(socket.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once)) == 0, "SO_LINGER");
}

DescriptorLimit::DescriptorLimit(int more) {
  rlimit limit{};
  Check(::getrlimit(RLIMIT_NOFILE, &limit) == 0, "getrlimit");
  before_ = limit.rlim_cur;
  limit.rlim_cur = LimitThatLeaves(more);
  Check(::setrlimit(RLIMIT_NOFILE, &limit) == 0, "setrlimit");
}

void DescriptorLimit::Lift() {
  rlimit limit{};
  Check(::getrlimit(RLIMIT_NOFILE, &limit) == 0, "getrlimit");
  limit.rlim_cur = before_;
  Check(::setrlimit(RLIMIT_NOFILE, &limit) == 0, "setrlimit");
}

}  // namespace certsweep::test
