// A TCP connection made within a deadline. Thread-safe.
#ifndef CERTSWEEP_REPLACER_DEPLOY_TCP_CONNECTION_H_
#define CERTSWEEP_REPLACER_DEPLOY_TCP_CONNECTION_H_

#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "replacer/deploy/deadline.h"

namespace certsweep::replacer {

// Owns a socket.
class Socket {
 public:
  explicit Socket(int number) : number_(number) {}
  Socket(Socket&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Socket& operator=(Socket&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Socket();

  int get() const { return number_; }
  // From now on another's.
  int Release() { return std::exchange(number_, -1); }

 private:
  int number_;
};

// Connects to `host` (a name or an address without brackets), trying its addresses in turn; the socket does not block.
// Unavailable (no such name, refused, unreachable: says so), DeadlineExceeded, ResourceExhausted (descriptors).
// A resolver that does not answer in time is left to end on a thread of its own.
absl::StatusOr<Socket> ConnectTcp(const std::string& host, uint16_t port, const Deadline& deadline);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_DEPLOY_TCP_CONNECTION_H_
