// Must: the value, or the end of the program: where its preparation fails a benchmark has nothing to measure.
#ifndef CERTSWEEP_BENCH_MUST_H_
#define CERTSWEEP_BENCH_MUST_H_

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace certsweep::bench {

template <class T>
T Must(absl::StatusOr<T> value) {
  if (!value.ok()) {
    std::fprintf(stderr, "benchmark: %s\n", value.status().ToString().c_str());
    std::exit(1);
  }
  return *std::move(value);
}

inline void Must(const absl::Status& status) {
  if (!status.ok()) Must(absl::StatusOr<int>(status));
}

}  // namespace certsweep::bench

#endif  // CERTSWEEP_BENCH_MUST_H_
