// SideTimer: lets the clock of a benchmark run only while the side that is measured has its turn. Not thread-safe.
#ifndef CERTSWEEP_BENCH_SIDE_TIMER_H_
#define CERTSWEEP_BENCH_SIDE_TIMER_H_

#include <benchmark/benchmark.h>

#include <cstdint>

#include "bench/handshake_batch.h"

namespace certsweep::bench {

enum class Timed : uint8_t { kClient, kServer, kBoth };

class SideTimer {
 public:
  // `state` must outlive it, and its clock must be running.
  SideTimer(benchmark::State& state, Timed timed) : state_(state), timed_(timed) {}

  void Turn(Side side) { Run(timed_ == Timed::kBoth || (timed_ == Timed::kClient) == (side == Side::kClient)); }
  // Before the next iteration.
  void Resume() { Run(true); }

 private:
  void Run(bool running) {
    if (running == running_) return;
    running_ = running;
    running ? state_.ResumeTiming() : state_.PauseTiming();
  }

  benchmark::State& state_;
  const Timed timed_;
  bool running_ = true;
};

}  // namespace certsweep::bench

#endif  // CERTSWEEP_BENCH_SIDE_TIMER_H_
