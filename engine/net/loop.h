// Loop: the event loop of one worker thread, with what its connections share: deadlines, one receive buffer, a clock,
// and a measure of how far it lags. Everything but Stop() belongs to the thread that calls Run(). The constructor
// throws boost::system::system_error where descriptors are short (Asio's way).
#ifndef CERTSWEEP_ENGINE_NET_LOOP_H_
#define CERTSWEEP_ENGINE_NET_LOOP_H_

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <span>

#include "engine/base/clock.h"
#include "engine/net/deadline_queue.h"

namespace certsweep::net {

template <typename T>
using Awaitable = boost::asio::awaitable<T>;

class Loop {
 public:
  // `clock` must outlive the loop.
  explicit Loop(const base::Clock& clock);

  boost::asio::io_context& context() { return context_; }
  DeadlineQueue& deadlines() { return deadlines_; }
  int64_t NowMicros() const { return clock_.MonotonicMicros(); }
  const base::Clock& clock() const { return clock_; }

  // Runs until Stop(): the deadline tick alone keeps it running.
  void Run();
  // Thread-safe. Run() returns soon; what was under way is dropped when the loop is destroyed.
  void Stop() { context_.stop(); }

  // How late the last tick came, or how late the next one is already: how long something that is ready now has to wait
  // for its turn.
  int64_t lag_us() const;

  // The time that deadlines() run by. It stands still while the loop is late by more than a tick: what a peer sent
  // meanwhile has to wait for us, and that must not use up the peer's time.
  int64_t DeadlineMicros() const;

  // A receive buffer for whoever's turn it is; its content is gone at the next suspension.
  std::span<uint8_t> receive_buffer() { return receive_buffer_; }

  // Suspends the caller.
  Awaitable<void> Sleep(int64_t micros);

 private:
  void ScheduleTick();

  const base::Clock& clock_;
  DeadlineQueue deadlines_;
  int64_t tick_due_us_;
  int64_t lag_us_ = 0;
  int64_t excused_us_ = 0;  // lateness of ours, over all: by how much DeadlineMicros() is behind NowMicros()
  std::array<uint8_t, 64 * 1024> receive_buffer_;
  // Last, so that it goes first: destroying it destroys suspended coroutines, whose deadlines leave the queue.
  boost::asio::io_context context_{1};
  boost::asio::steady_timer tick_{context_};
};

}  // namespace certsweep::net

#endif  // CERTSWEEP_ENGINE_NET_LOOP_H_
