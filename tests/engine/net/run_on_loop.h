// Runs a coroutine of a test on a loop, to its end.
#ifndef CERTSWEEP_TESTS_ENGINE_NET_RUN_ON_LOOP_H_
#define CERTSWEEP_TESTS_ENGINE_NET_RUN_ON_LOOP_H_

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <exception>

#include "engine/net/loop.h"
#include "gtest/gtest.h"

namespace certsweep::net {

// `body`: a function that returns Awaitable<void>. What it captures lives until it has ended.
template <typename Body>
void RunOnLoop(Loop& loop, Body body) {
  loop.context().restart();
  boost::asio::co_spawn(loop.context(), body(), [&loop](std::exception_ptr error) {
    EXPECT_FALSE(error);
    loop.Stop();
  });
  loop.Run();
}

// Starts `body` beside what runs on the loop. From a coroutine: at once, as far as its first suspension.
template <typename Body>
void Spawn(Loop& loop, Body& body) {
  boost::asio::co_spawn(loop.context(), body(), boost::asio::detached);
}

}  // namespace certsweep::net

#endif  // CERTSWEEP_TESTS_ENGINE_NET_RUN_ON_LOOP_H_
