#include "engine/net/loop.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <limits>

namespace certsweep::net {

namespace {
constexpr int64_t kTickMicros = 10'000;
constexpr int64_t kNoTickDue = std::numeric_limits<int64_t>::max() / 2;
}  // namespace

Loop::Loop(const base::Clock& clock) : clock_(clock), tick_due_us_(kNoTickDue) {}

void Loop::Run() {
  tick_due_us_ = NowMicros() + kTickMicros;
  ScheduleTick();
  context_.run();
}

int64_t Loop::lag_us() const { return std::max(lag_us_, NowMicros() - tick_due_us_); }

int64_t Loop::DeadlineMicros() const { return std::min(NowMicros(), tick_due_us_ + kTickMicros) - excused_us_; }

void Loop::ScheduleTick() {
  tick_.expires_after(std::chrono::microseconds(tick_due_us_ - NowMicros()));
  tick_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    const int64_t now = NowMicros();
    const int64_t late = now - tick_due_us_;
    lag_us_ = std::max<int64_t>(0, late);
    // A little lateness is caught up with by the next tick; more than a tick of it is lost, and excused.
    if (late > kTickMicros) excused_us_ += late - kTickMicros;
    tick_due_us_ = (late >= 0 && late <= kTickMicros ? tick_due_us_ : now) + kTickMicros;
    deadlines_.RunDue(DeadlineMicros());
    ScheduleTick();
  });
}

Awaitable<void> Loop::Sleep(int64_t micros) {
  boost::asio::steady_timer timer(context_);
  timer.expires_after(std::chrono::microseconds(micros));
  co_await timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
}

}  // namespace certsweep::net
