// CuttingRelay: stands between a client and a server on loopback, passes on what both say, and cuts the connection
// after so many bytes of the client. One connection after the other, on a thread of its own.
#ifndef CERTSWEEP_TESTS_SUPPORT_CUTTING_RELAY_H_
#define CERTSWEEP_TESTS_SUPPORT_CUTTING_RELAY_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

#include "tests/support/scripted_peer.h"

namespace certsweep::test {

class CuttingRelay {
 public:
  CuttingRelay(std::string address, uint16_t port, size_t bytes = std::numeric_limits<size_t>::max());

  uint16_t port() const { return peer_.port(); }
  // Of the client, over all connections.
  size_t bytes_passed() const { return passed_; }
  // From now on the next `more` bytes of the client still pass, those of a connection that stands included.
  void CutAfter(size_t more) { limit_ = passed_ + more; }
  // What the client sends goes nowhere from now on, and what the server sends neither; nothing is closed.
  void Hold() { held_ = true; }

 private:
  void Relay(Fd& client);

  const std::string address_;
  const uint16_t server_port_;
  std::atomic<size_t> passed_ = 0;
  std::atomic<size_t> limit_;
  std::atomic<bool> held_ = false;
  ScriptedPeer peer_;  // last: its thread uses all others
};

}  // namespace certsweep::test

#endif  // CERTSWEEP_TESTS_SUPPORT_CUTTING_RELAY_H_
