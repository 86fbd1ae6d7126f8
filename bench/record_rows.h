// RecordRows: results as a scan of an estate would put into the record, made up without any handshake: for measuring
// the record alone. Thread-safe: pure.
#ifndef CERTSWEEP_BENCH_RECORD_ROWS_H_
#define CERTSWEEP_BENCH_RECORD_ROWS_H_

#include <cstdint>

#include "engine/estate/estate.h"

namespace certsweep::bench {

// What an endpoint is found in. Of every ten endpoints one serves a certificate that has expired.
struct RecordState {
  int certificate = 0;  // which one it serves: 0 is its first
  bool reachable = true;
};

// Endpoint number `endpoint`, probed at `unix_seconds`: with its JSON line, as long as a real one, and a chain of a
// leaf of its own and an issuer that all have.
estate::ResultRow MakeRecordRow(int endpoint, const RecordState& state, int64_t unix_seconds);

}  // namespace certsweep::bench

#endif  // CERTSWEEP_BENCH_RECORD_ROWS_H_
