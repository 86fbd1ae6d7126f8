// Sockets on loopback that nobody outside this machine can reach.
#ifndef CERTSWEEP_BENCH_LAB_LOOPBACK_SOCKET_H_
#define CERTSWEEP_BENCH_LAB_LOOPBACK_SOCKET_H_

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/ip_address.h"

namespace certsweep::lab {

// Owns a file descriptor; closes it.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor();

  int get() const { return number_; }
  bool is_open() const { return number_ >= 0; }

 private:
  int number_ = -1;
};

struct Listeners {
  std::vector<Descriptor> sockets;  // not blocking; several share the port, for each has a backlog of its own
  uint16_t port = 0;
};

// Listens on every address of 127.0.0.0/8 at once. `port` 0: a free one. AlreadyExists: the port is in use. Where the
// kernel doesn't let us bind to the loopback device, connections to other addresses do arrive: see LocalAddress.
absl::StatusOr<Listeners> ListenOnLoopback(uint16_t port);

// Holds a port near `port` on which nothing listens, so that connections to it are refused.
struct ReservedPort {
  Descriptor socket;
  uint16_t port = 0;
};
absl::StatusOr<ReservedPort> ReserveSilentPort(uint16_t near);

// A port that nobody has on any of these addresses: `wanted` or, where that is 0, some. AlreadyExists, with the place:
// one has it. REQUIRES: an address, and IPv4 alone.
absl::StatusOr<uint16_t> FindFreePort(const std::vector<base::IpAddress>& addresses, uint16_t wanted);

// Whether a connection is accepted there. REQUIRES: an address of 127.0.0.0/8, so that the answer comes at once.
bool IsListening(const base::IpAddress& address, uint16_t port);

// The local address of a connection in host order, if it is in 127.0.0.0/8.
std::optional<uint32_t> LocalAddress(int connection);

// An eventfd, to wake a thread.
absl::StatusOr<Descriptor> MakeWaker();
void Wake(const Descriptor& waker);
void ClearWaker(const Descriptor& waker);

// Closes with a reset in place of an orderly end.
void CloseWithReset(Descriptor connection);

// As many descriptors as this process may have.
void RaiseDescriptorLimit();

}  // namespace certsweep::lab

#endif  // CERTSWEEP_BENCH_LAB_LOOPBACK_SOCKET_H_
