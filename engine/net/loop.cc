#include "engine/net/loop.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>

namespace certsweep::net {

namespace {
constexpr int64_t kTickMicros = 10'000;
}  // namespace

Loop::Loop(const base::Clock& clock) : clock_(clock) {}

void Loop::Run() {
  ScheduleTick();
  context_.run();
}

void Loop::ScheduleTick() {
  tick_due_us_ = NowMicros() + kTickMicros;
  tick_.expires_after(std::chrono::microseconds(kTickMicros));
  tick_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    const int64_t now = NowMicros();
    lag_us_ = std::max<int64_t>(0, now - tick_due_us_);
    deadlines_.RunDue(now);
    ScheduleTick();
  });
}

Awaitable<void> Loop::Sleep(int64_t micros) {
  boost::asio::steady_timer timer(context_);
  timer.expires_after(std::chrono::microseconds(micros));
  co_await timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
}

}  // namespace certsweep::net
