// RunHandshakes: a batch of handshakes in memory that go on together, each a step in turn, so that what one side does
// can be timed without the other.
#ifndef CERTSWEEP_BENCH_HANDSHAKE_BATCH_H_
#define CERTSWEEP_BENCH_HANDSHAKE_BATCH_H_

#include <cstddef>
#include <cstdint>

#include "absl/functional/function_ref.h"
#include "bench/memory_estate.h"
#include "engine/tls/client_profile.h"
#include "engine/tls/conversation.h"

namespace certsweep::bench {

enum class Side : uint8_t { kClient, kServer };

struct HandshakeBatch {
  size_t first = 0;  // endpoint of the estate; those after the last one begin anew
  size_t count = 64;
  ServerVersion version = ServerVersion::kTls13;
};

// `turn` is called before the work of a side goes on; a connection's making and end belong to its side. `done` is
// called in the client's turn with each conversation that has come to its end and the endpoint it was with. False: a
// conversation could not be made, or its server stopped answering.
bool RunHandshakes(const MemoryEstate& estate, const tls::ClientProfile& profile, const HandshakeBatch& batch,
                   absl::FunctionRef<void(Side)> turn, absl::FunctionRef<void(size_t, tls::Conversation&)> done);

}  // namespace certsweep::bench

#endif  // CERTSWEEP_BENCH_HANDSHAKE_BATCH_H_
