#include "replacer/deploy/tcp_connection.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <climits>
#include <cstring>
#include <future>
#include <memory>
#include <thread>
#include <vector>

#include "engine/base/text.h"

namespace certsweep::replacer {
namespace {

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;
};

struct Resolution {
  int error = 0;  // of getaddrinfo
  std::vector<Address> addresses;
};

Resolution Resolve(const std::string& host, uint16_t port, int flags) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  Resolution resolution;
  resolution.error = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
  if (resolution.error != 0) return resolution;
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
    Address address;
    std::memcpy(&address.storage, at->ai_addr, at->ai_addrlen);
    address.size = at->ai_addrlen;
    resolution.addresses.push_back(address);
  }
  freeaddrinfo(found);
  return resolution;
}

// getaddrinfo can't be interrupted: it has a thread that may outlive the wait.
absl::StatusOr<Resolution> ResolveWithin(const std::string& host, uint16_t port, const Deadline& deadline) {
  Resolution numeric = Resolve(host, port, AI_NUMERICHOST);
  if (numeric.error == 0) return numeric;
  auto promise = std::make_shared<std::promise<Resolution>>();
  std::future<Resolution> answer = promise->get_future();
  std::thread([promise, host, port] { promise->set_value(Resolve(host, port, 0)); }).detach();
  if (answer.wait_for(std::chrono::microseconds(deadline.RemainingMicros())) != std::future_status::ready) {
    return absl::DeadlineExceededError("the name was not resolved in time");
  }
  return answer.get();
}

absl::Status ConnectStatus(int error_number) {
  switch (error_number) {
    case 0:
      return absl::OkStatus();
    case ECONNREFUSED:
      return absl::UnavailableError("connection refused");
    case ETIMEDOUT:
      return absl::DeadlineExceededError("connection timed out");
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
      return absl::ResourceExhaustedError(std::strerror(error_number));
    default:
      return absl::UnavailableError(std::strerror(error_number));
  }
}

absl::Status AwaitConnected(int fd, const Deadline& deadline) {
  pollfd wait{.fd = fd, .events = POLLOUT, .revents = 0};
  for (;;) {
    const int ready = poll(&wait, 1, deadline.RemainingMillis(INT_MAX));
    if (ready == 0) return absl::DeadlineExceededError("no answer to the connection in time");
    if (ready > 0) break;
    if (errno != EINTR) return ConnectStatus(errno);
  }
  int error_number = 0;
  socklen_t size = sizeof(error_number);
  getsockopt(fd, SOL_SOCKET, SO_ERROR, &error_number, &size);
  return ConnectStatus(error_number);
}

absl::StatusOr<Socket> ConnectToAddress(const Address& address, const Deadline& deadline) {
  Socket socket(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (socket.get() < 0) return ConnectStatus(errno);
  const int on = 1;
  setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  if (connect(socket.get(), reinterpret_cast<const sockaddr*>(&address.storage), address.size) == 0) return socket;
  if (errno != EINPROGRESS) return ConnectStatus(errno);
  if (absl::Status connected = AwaitConnected(socket.get(), deadline); !connected.ok()) return connected;
  return socket;
}

}  // namespace

Socket::~Socket() {
  if (number_ >= 0) close(number_);
}

absl::StatusOr<Socket> ConnectTcp(const std::string& host, uint16_t port, const Deadline& deadline) {
  absl::StatusOr<Resolution> resolution = ResolveWithin(host, port, deadline);
  if (!resolution.ok()) return resolution.status();
  if (resolution->error != 0) {
    return absl::UnavailableError(std::string("the name was not resolved: ") + gai_strerror(resolution->error));
  }
  absl::Status problem = absl::UnavailableError("the name has no address");
  for (const Address& address : resolution->addresses) {
    absl::StatusOr<Socket> socket = ConnectToAddress(address, deadline);
    if (socket.ok()) return socket;
    problem = socket.status();
  }
  return problem;
}

}  // namespace certsweep::replacer
