#include "bench/lab/loopback_socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace certsweep::lab {

namespace {

// With the usual somaxconn of 4,096: room for 16,384 connections that wait to be accepted.
constexpr int kListeners = 4;
constexpr int kBacklog = 4096;
constexpr int kReserveTries = 64;

absl::Status ErrnoStatus(std::string_view what) {
  const int number = errno;
  const std::string text = absl::StrCat(std::string(what), ": ", std::generic_category().message(number));
  if (number == EADDRINUSE) return absl::AlreadyExistsError(text);
  if (number == EACCES || number == EPERM) return absl::PermissionDeniedError(text);
  if (number == EMFILE || number == ENFILE) return absl::ResourceExhaustedError(text);
  return absl::InternalError(text);
}

bool SetOption(const Descriptor& socket, int level, int option) {
  const int on = 1;
  return ::setsockopt(socket.get(), level, option, &on, sizeof(on)) == 0;
}

bool BindTo(const Descriptor& socket, const sockaddr_in& place) {
  return ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&place), sizeof(place)) == 0;
}

bool Bind(const Descriptor& socket, uint16_t port) {
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_port = htons(port);
  place.sin_addr.s_addr = htonl(INADDR_ANY);
  return BindTo(socket, place);
}

sockaddr_in PlaceOf(const base::IpAddress& address, uint16_t port) {
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_port = htons(port);
  std::memcpy(&place.sin_addr, address.bytes().data(), sizeof(place.sin_addr));
  return place;
}

std::optional<sockaddr_in> LocalName(int socket) {
  sockaddr_in address{};
  socklen_t size = sizeof(address);
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) return std::nullopt;
  return address;
}

absl::StatusOr<Descriptor> OpenSocket() {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket.is_open()) return ErrnoStatus("socket");
  return socket;
}

// SO_REUSEPORT would let two labs share a port without a word: this asks first.
absl::Status CheckFree(uint16_t port) {
  absl::StatusOr<Descriptor> socket = OpenSocket();
  if (!socket.ok()) return socket.status();
  SetOption(*socket, SOL_SOCKET, SO_REUSEADDR);
  return Bind(*socket, port) ? absl::OkStatus() : ErrnoStatus(absl::StrCat("port ", port));
}

absl::StatusOr<Descriptor> Listen(uint16_t port) {
  absl::StatusOr<Descriptor> socket = OpenSocket();
  if (!socket.ok()) return socket.status();
  // Allowed without privilege since Linux 5.7; before, LocalAddress tells strangers apart.
  static constexpr char kDevice[] = "lo";
  (void)::setsockopt(socket->get(), SOL_SOCKET, SO_BINDTODEVICE, kDevice, sizeof(kDevice));
  SetOption(*socket, SOL_SOCKET, SO_REUSEADDR);
  SetOption(*socket, SOL_SOCKET, SO_REUSEPORT);
  SetOption(*socket, IPPROTO_TCP, TCP_NODELAY);  // accepted connections inherit it
  if (!Bind(*socket, port) || ::listen(socket->get(), kBacklog) != 0) return ErrnoStatus(absl::StrCat("port ", port));
  return socket;
}

}  // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  std::swap(number_, other.number_);
  return *this;
}

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

absl::StatusOr<Listeners> ListenOnLoopback(uint16_t port) {
  Listeners listeners;
  listeners.port = port;
  if (port != 0) {
    if (absl::Status status = CheckFree(port); !status.ok()) return status;
  }
  for (int i = 0; i < kListeners; ++i) {
    absl::StatusOr<Descriptor> socket = Listen(listeners.port);
    if (!socket.ok()) return socket.status();
    const std::optional<sockaddr_in> name = LocalName(socket->get());
    if (!name) return ErrnoStatus("getsockname");
    listeners.port = ntohs(name->sin_port);
    listeners.sockets.push_back(*std::move(socket));
  }
  return listeners;
}

absl::StatusOr<ReservedPort> ReserveSilentPort(uint16_t near) {
  absl::StatusOr<Descriptor> socket = OpenSocket();
  if (!socket.ok()) return socket.status();
  for (int i = 1; i <= kReserveTries; ++i) {
    const int port = near + i;
    if (port > 65535) break;
    if (Bind(*socket, static_cast<uint16_t>(port)))
      return ReservedPort{*std::move(socket), static_cast<uint16_t>(port)};
  }
  if (!Bind(*socket, 0)) return ErrnoStatus("a port on which nothing listens");
  const std::optional<sockaddr_in> name = LocalName(socket->get());
  if (!name) return ErrnoStatus("getsockname");
  return ReservedPort{*std::move(socket), ntohs(name->sin_port)};
}

absl::StatusOr<uint16_t> FindFreePort(const std::vector<base::IpAddress>& addresses, uint16_t wanted) {
  absl::Status taken;
  for (int i = 0; i < (wanted != 0 ? 1 : kReserveTries); ++i) {
    uint16_t port = wanted;
    taken = absl::OkStatus();
    for (const base::IpAddress& address : addresses) {
      absl::StatusOr<Descriptor> socket = OpenSocket();
      if (!socket.ok()) return socket.status();
      SetOption(*socket, SOL_SOCKET, SO_REUSEADDR);
      if (!BindTo(*socket, PlaceOf(address, port))) taken = ErrnoStatus(absl::StrCat(address.ToString(), ":", port));
      if (!taken.ok()) break;
      if (port != 0) continue;
      const std::optional<sockaddr_in> name = LocalName(socket->get());
      if (!name) return ErrnoStatus("getsockname");
      port = ntohs(name->sin_port);
    }
    if (taken.ok()) return port;
  }
  return taken;
}

bool IsListening(const base::IpAddress& address, uint16_t port) {
  const Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const sockaddr_in place = PlaceOf(address, port);
  return socket.is_open() && ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&place), sizeof(place)) == 0;
}

std::optional<uint32_t> LocalAddress(int connection) {
  const std::optional<sockaddr_in> name = LocalName(connection);
  if (!name) return std::nullopt;
  const uint32_t address = ntohl(name->sin_addr.s_addr);
  if (address >> 24 != 127) return std::nullopt;
  return address;
}

absl::StatusOr<Descriptor> MakeWaker() {
  Descriptor waker(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  if (!waker.is_open()) return ErrnoStatus("eventfd");
  return waker;
}

void Wake(const Descriptor& waker) { (void)::eventfd_write(waker.get(), 1); }

void ClearWaker(const Descriptor& waker) {
  eventfd_t count = 0;
  (void)::eventfd_read(waker.get(), &count);
}

void CloseWithReset(Descriptor connection) {
  const linger at_once = {.l_onoff = 1, .l_linger = 0};
  (void)::setsockopt(connection.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
}

void RaiseDescriptorLimit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
  limit.rlim_cur = limit.rlim_max;
  (void)::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace certsweep::lab
