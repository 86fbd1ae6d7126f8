#include "engine/net/side_thread.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <exception>
#include <utility>

namespace certsweep::net {

namespace asio = boost::asio;

namespace {

// A timer that never comes by itself is Asio's condition variable; it is touched on the loop's thread alone.
struct Job {
  Job(asio::io_context& context, std::function<void()> what)
      : work(std::move(what)), finished(context, asio::steady_timer::time_point::max()) {}
  std::function<void()> work;
  std::exception_ptr error;
  bool done = false;
  asio::steady_timer finished;
};

}  // namespace

SideThread::~SideThread() {
  if (!thread_) return;
  thread_->stop();
  thread_->join();
}

bool SideThread::Start() {
  if (thread_) return true;
  try {
    thread_.emplace(1);
  } catch (const boost::system::system_error&) {
    return false;
  }
  return true;
}

Awaitable<void> SideThread::Run(std::function<void()> work) {
  if (!Start()) {
    work();
    co_return;
  }
  // A caller that is suspended goes with the loop, and so after this thread: the job may stay in its frame.
  Job job(loop_.context(), std::move(work));
  asio::post(*thread_, [&job, &context = loop_.context()] {
    try {
      job.work();
    } catch (...) {
      job.error = std::current_exception();
    }
    asio::post(context, [&job] {
      job.done = true;
      job.finished.cancel();
    });
  });
  while (!job.done) co_await job.finished.async_wait(asio::as_tuple(asio::use_awaitable));
  if (job.error) std::rethrow_exception(job.error);
}

}  // namespace certsweep::net
