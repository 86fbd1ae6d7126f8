#include "bench/bare_loop.h"

#include <netinet/in.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "bench/lab/loopback_socket.h"
#include "engine/base/status_context.h"
#include "engine/tls/memory_bio.h"

namespace certsweep::bench {

namespace {

constexpr int kWaitMilliseconds = 200;

struct Connection {
  lab::Descriptor socket;
  bssl::UniquePtr<SSL> ssl;
  tls::MemoryBioEnds ends;
  bool connected = false;
};

enum class Progress : uint8_t { kGoesOn, kCompleted, kFailed };

ssl_verify_result_t AcceptAny(SSL*, uint8_t*) { return ssl_verify_ok; }

int ConnectTo(int socket, const base::IpAddress& address, uint16_t port) {
  const base::Bytes bytes = address.bytes();
  if (address.is_v6()) {
    sockaddr_in6 to{};
    to.sin6_family = AF_INET6;
    to.sin6_port = htons(port);
    std::memcpy(&to.sin6_addr, bytes.data(), bytes.size());
    return ::connect(socket, reinterpret_cast<sockaddr*>(&to), sizeof(to));
  }
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  std::memcpy(&to.sin_addr, bytes.data(), bytes.size());
  return ::connect(socket, reinterpret_cast<sockaddr*>(&to), sizeof(to));
}

class BareLoop {
 public:
  BareLoop(const tls::ClientProfile& profile, std::span<const probe::Endpoint> endpoints, size_t slots,
           lab::Descriptor epoll)
      : profile_(profile), endpoints_(endpoints), epoll_(std::move(epoll)), connections_(slots), buffer_(64 * 1024) {}

  absl::StatusOr<BareLoopResult> Run(int64_t end_us, const base::Clock& clock) {
    for (Connection& connection : connections_) OpenNext(connection);
    std::array<epoll_event, 256> events;
    while (result_.completed + result_.failed < endpoints_.size() && clock.MonotonicMicros() < end_us) {
      const int count = ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), kWaitMilliseconds);
      if (count < 0 && errno != EINTR) return base::ErrnoStatus(errno, "epoll_wait");
      for (int i = 0; i < count; ++i) Handle(*static_cast<Connection*>(events[i].data.ptr), events[i].events);
    }
    result_.failed = endpoints_.size() - result_.completed;
    return result_;
  }

 private:
  // Takes endpoints until one is under way or none is left.
  void OpenNext(Connection& connection) {
    while (next_ < endpoints_.size() && !Open(connection, endpoints_[next_++])) ++result_.failed;
  }

  bool Open(Connection& connection, const probe::Endpoint& endpoint) {
    const int family = endpoint.address->is_v6() ? AF_INET6 : AF_INET;
    connection.socket = lab::Descriptor(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    connection.connected = false;
    if (!connection.socket.is_open() || !PrepareTls(connection, endpoint.host)) return false;
    const int number = connection.socket.get();
    if (ConnectTo(number, *endpoint.address, endpoint.port) != 0 && errno != EINPROGRESS) return false;
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;  // one system call a connection
    event.data.ptr = &connection;
    return ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, number, &event) == 0;
  }

  bool PrepareTls(Connection& connection, const std::string& host) {
    connection.ends = {{}, &output_};
    connection.ssl.reset(SSL_new(profile_.context()));
    bssl::UniquePtr<BIO> bio = tls::NewMemoryBio(&connection.ends);
    if (!connection.ssl || !bio || !SSL_set_tlsext_host_name(connection.ssl.get(), host.c_str())) return false;
    BIO* const both_ends = bio.release();
    SSL_set_bio(connection.ssl.get(), both_ends, both_ends);  // takes one reference, as they are the same
    SSL_set_connect_state(connection.ssl.get());
    SSL_set_custom_verify(connection.ssl.get(), SSL_VERIFY_PEER, AcceptAny);
    return true;
  }

  void Handle(Connection& connection, uint32_t events) {
    const Progress progress = Advance(connection, events);
    if (progress == Progress::kGoesOn) return;
    ++(progress == Progress::kCompleted ? result_.completed : result_.failed);
    connection.ssl.reset();
    connection.socket = lab::Descriptor();
    OpenNext(connection);
  }

  Progress Advance(Connection& connection, uint32_t events) {
    if ((events & (EPOLLERR | EPOLLHUP)) != 0) return Progress::kFailed;
    if (!connection.connected) {
      if ((events & EPOLLOUT) == 0) return Progress::kGoesOn;
      connection.connected = true;
      const Progress progress = Step(connection, {});
      if (progress != Progress::kGoesOn) return progress;
    }
    if ((events & EPOLLIN) == 0) return Progress::kGoesOn;
    return Receive(connection, /*peer_ended=*/(events & EPOLLRDHUP) != 0);
  }

  Progress Receive(Connection& connection, bool peer_ended) {
    while (true) {
      const ssize_t got = ::recv(connection.socket.get(), buffer_.data(), buffer_.size(), 0);
      if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return Progress::kGoesOn;
      if (got <= 0) return Progress::kFailed;
      const auto size = static_cast<size_t>(got);
      const Progress progress = Step(connection, base::Bytes(buffer_).first(size));
      if (progress != Progress::kGoesOn) return progress;
      // Less than there was room for: nothing is left to read, and what comes next is told of.
      if (size < buffer_.size() && !peer_ended) return progress;
    }
  }

  Progress Step(Connection& connection, base::Bytes input) {
    ERR_clear_error();
    connection.ends.input = input;
    const int result = SSL_do_handshake(connection.ssl.get());
    const int error = SSL_get_error(connection.ssl.get(), result);
    if (!SendOutput(connection.socket.get())) return Progress::kFailed;
    if (result == 1) return Progress::kCompleted;
    return error == SSL_ERROR_WANT_READ ? Progress::kGoesOn : Progress::kFailed;
  }

  // A flight of a client's is far smaller than the buffer of a new socket: what does not go out at once has failed.
  bool SendOutput(int socket) {
    if (output_.empty()) return true;
    const ssize_t sent = ::send(socket, output_.data(), output_.size(), MSG_NOSIGNAL);
    const bool all = sent == static_cast<ssize_t>(output_.size());
    output_.clear();
    return all;
  }

  const tls::ClientProfile& profile_;
  const std::span<const probe::Endpoint> endpoints_;
  const lab::Descriptor epoll_;
  std::vector<Connection> connections_;
  std::vector<uint8_t> buffer_;  // what was received, whoever's turn it is
  std::string output_;           // what is to be sent
  size_t next_ = 0;
  BareLoopResult result_;
};

}  // namespace

absl::StatusOr<BareLoopResult> RunBareLoop(const tls::ClientProfile& profile,
                                           std::span<const probe::Endpoint> endpoints, const BareLoopOptions& options,
                                           const base::Clock& clock) {
  lab::Descriptor epoll(::epoll_create1(EPOLL_CLOEXEC));
  if (!epoll.is_open()) return base::ErrnoStatus(errno, "epoll");
  const size_t slots = std::min(static_cast<size_t>(std::max(1, options.concurrency)), endpoints.size());
  return BareLoop(profile, endpoints, slots, std::move(epoll))
      .Run(clock.MonotonicMicros() + options.time_limit_us, clock);
}

}  // namespace certsweep::bench
