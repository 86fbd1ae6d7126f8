// Peer: what one simulated endpoint says on one connection. No I/O: bytes in, bytes out, and what to do with the
// connection. Not thread-safe; one per connection.
#ifndef CERTSWEEP_BENCH_LAB_LAB_PEER_H_
#define CERTSWEEP_BENCH_LAB_LAB_PEER_H_

#include <cstdint>
#include <memory>
#include <string>

#include "bench/lab/lab_kinds.h"
#include "engine/base/bytes.h"

namespace certsweep::lab {

enum class PeerNext : uint8_t {
  kReceive,  // send the output, then hand on what arrives; given up after a minute without any
  kHold,     // the same, but until the client goes away
  kFinish,   // send the output; the client is expected to go away within seconds
  kHangUp,   // the same, and our direction is closed after the output
  kReset,    // reset the connection at once
};

class Peer {
 public:
  virtual ~Peer() = default;

  // What to do when a connection is accepted. Appends to `output` what is to be sent.
  virtual PeerNext Start(std::string& /*output*/) { return PeerNext::kReceive; }

  // Takes bytes of the client and appends to `output`. REQUIRES: the last answer was kReceive or kHold.
  virtual PeerNext Receive(base::Bytes input, std::string& output) = 0;

  // Whether the output goes out one byte a millisecond.
  virtual bool sends_byte_at_a_time() const { return false; }
};

// Makes the peer of an address. Thread-safe.
class PeerFactory {
 public:
  virtual ~PeerFactory() = default;
  // `address` is the local one, in host order. Null: nobody is there, the connection is reset.
  virtual std::unique_ptr<Peer> MakePeer(uint32_t address) const = 0;
};

// The peers that never send a certificate; null for the kinds that do, and for kRefuses.
std::unique_ptr<Peer> MakePlainPeer(LabKind kind);

}  // namespace certsweep::lab

#endif  // CERTSWEEP_BENCH_LAB_LAB_PEER_H_
