// Plain blocking sockets on loopback, for the other end of what a test runs. A failure ends the test program.
#ifndef CERTSWEEP_TESTS_SUPPORT_LOOPBACK_H_
#define CERTSWEEP_TESTS_SUPPORT_LOOPBACK_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace certsweep::test {

// Owns a file descriptor.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int number) : number_(number) {}
  Fd(Fd&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Fd& operator=(Fd&& other) noexcept;
  ~Fd() { Close(); }

  int get() const { return number_; }
  void Close();

 private:
  int number_ = -1;
};

struct Listener {
  Fd socket;
  uint16_t port = 0;
};

// On "127.0.0.1", "127.1.2.3", "::1" ...; `port` 0: a free one. `backlog` 0: room for one connection that nobody
// accepted.
Listener Listen(std::string_view address = "127.0.0.1", int backlog = 64, uint16_t port = 0);
// A port that is taken and on which nobody listens: connections to it are refused as long as it is held.
Listener HoldSilentPort(std::string_view address = "127.0.0.1", uint16_t port = 0);
// Whether this machine has ::1.
bool HasIpv6Loopback();

// Waits for the next connection.
Fd Accept(const Listener& listener);
// A connection to `listener`; waits until it stands.
Fd ConnectTo(const Listener& listener);

// Writes all; false where the other end is gone.
bool WriteAll(const Fd& socket, std::string_view bytes);
// Waits for `size` bytes; fewer where the other end closes or resets.
std::string ReadExactly(const Fd& socket, size_t size);
// Waits for the next bytes; empty at the end.
std::string ReadSome(const Fd& socket);
// Closes with a reset.
void CloseWithReset(Fd socket);

// UBSan looks at an object through a pipe of its own before it calls a virtual function: without descriptors it calls
// every object broken.
#ifdef __SANITIZE_ADDRESS__
inline constexpr bool kCanDoWithoutDescriptors = false;
#else
inline constexpr bool kCanDoWithoutDescriptors = true;
#endif

// How many more descriptors this process may open is `more` as long as it lives: the soft limit is set to that.
class DescriptorLimit {
 public:
  explicit DescriptorLimit(int more);
  ~DescriptorLimit() { Lift(); }
  DescriptorLimit(const DescriptorLimit&) = delete;
  DescriptorLimit& operator=(const DescriptorLimit&) = delete;
  void Lift();

 private:
  uint64_t before_;
};

}  // namespace certsweep::test

#endif  // CERTSWEEP_TESTS_SUPPORT_LOOPBACK_H_
