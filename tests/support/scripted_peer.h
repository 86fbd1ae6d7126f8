// ScriptedPeer: a server on loopback whose connections are played, one after the other, by a function of the test on a
// thread of its own.
#ifndef CERTSWEEP_TESTS_SUPPORT_SCRIPTED_PEER_H_
#define CERTSWEEP_TESTS_SUPPORT_SCRIPTED_PEER_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "tests/support/loopback.h"

namespace certsweep::test {

class ScriptedPeer {
 public:
  // Plays connection `number` (from 0). It is closed when the script returns, if the script still has it.
  using Script = std::function<void(Fd& connection, int number)>;

  // `port` 0: a free one.
  explicit ScriptedPeer(Script script, std::string_view address = "127.0.0.1", uint16_t port = 0);
  // Cuts off what is being played.
  ~ScriptedPeer();
  ScriptedPeer(const ScriptedPeer&) = delete;
  ScriptedPeer& operator=(const ScriptedPeer&) = delete;

  uint16_t port() const { return listener_.port; }
  int connections() const { return connections_; }

 private:
  void Run();

  const Script script_;
  const Listener listener_;
  std::atomic<int> connections_ = 0;
  std::mutex mutex_;
  bool stop_ = false;
  int playing_ = -1;
  std::thread thread_;
};

// Waits for one whole TLS record and gives it; shorter where the connection ends.
std::string ReadRecord(const Fd& connection);

}  // namespace certsweep::test

#endif  // CERTSWEEP_TESTS_SUPPORT_SCRIPTED_PEER_H_
