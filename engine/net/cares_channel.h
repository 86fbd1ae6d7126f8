// CaresChannel: a c-ares channel whose sockets and timeouts are served by an event loop.
// Belongs to one loop's thread; destroy it before the loop. Callbacks of lookups still open get ARES_EDESTRUCTION then.
#ifndef CERTSWEEP_ENGINE_NET_CARES_CHANNEL_H_
#define CERTSWEEP_ENGINE_NET_CARES_CHANNEL_H_

#include <ares.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>
#include <unordered_map>

#include "absl/status/status.h"
#include "engine/net/loop.h"

namespace certsweep::net {

class CaresChannel {
 public:
  explicit CaresChannel(Loop& loop);
  ~CaresChannel();
  CaresChannel(const CaresChannel&) = delete;
  CaresChannel& operator=(const CaresChannel&) = delete;

  // `servers` empty: those of the machine. Once, before anything else.
  absl::Status Start(int timeout_ms, int tries, const std::string& servers);
  ares_channel get() const { return channel_; }
  // To be called after a lookup was started: sees to its timeouts.
  void Watch();

 private:
  struct Watched {
    explicit Watched(boost::asio::io_context& context) : descriptor(context) {}
    boost::asio::posix::stream_descriptor descriptor;
    bool wants_read = false, wants_write = false;
    bool reading = false, writing = false;
  };

  static void OnSocketState(void* self, ares_socket_t fd, int readable, int writable);
  void WaitFor(ares_socket_t fd, const std::shared_ptr<Watched>& watched);
  void ProcessTimeouts();

  Loop& loop_;
  ares_channel channel_ = nullptr;
  std::unordered_map<ares_socket_t, std::shared_ptr<Watched>> watched_;
  boost::asio::steady_timer timer_;
};

}  // namespace certsweep::net

#endif  // CERTSWEEP_ENGINE_NET_CARES_CHANNEL_H_
