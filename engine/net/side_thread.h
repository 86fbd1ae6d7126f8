// SideThread: one thread beside a loop's, for work that takes so long that connections would have to wait for it. It is
// started when first needed. Belongs to the loop's thread; destroy it before the loop.
#ifndef CERTSWEEP_ENGINE_NET_SIDE_THREAD_H_
#define CERTSWEEP_ENGINE_NET_SIDE_THREAD_H_

#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <optional>

#include "engine/net/loop.h"

namespace certsweep::net {

class SideThread {
 public:
  explicit SideThread(Loop& loop) : loop_(loop) {}
  // Waits for the work under way; what has not begun is dropped.
  ~SideThread();
  SideThread(const SideThread&) = delete;
  SideThread& operator=(const SideThread&) = delete;

  // Runs `work` on the thread, after what came before, and resumes the caller on the loop. What `work` throws is thrown
  // here. What it uses must live as long as the suspended caller. Where no thread is to be had, it runs at once.
  Awaitable<void> Run(std::function<void()> work);

 private:
  bool Start();

  Loop& loop_;
  std::optional<boost::asio::thread_pool> thread_;
};

}  // namespace certsweep::net

#endif  // CERTSWEEP_ENGINE_NET_SIDE_THREAD_H_
