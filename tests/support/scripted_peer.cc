#include "tests/support/scripted_peer.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <utility>

namespace certsweep::test {

ScriptedPeer::ScriptedPeer(Script script, std::string_view address, uint16_t port)
    : script_(std::move(script)), listener_(Listen(address, 64, port)), thread_([this] { Run(); }) {}

ScriptedPeer::~ScriptedPeer() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
    if (playing_ >= 0) ::shutdown(playing_, SHUT_RDWR);
  }
  // Wakes the accept.
  ::shutdown(listener_.socket.get(), SHUT_RDWR);
  thread_.join();
}

void ScriptedPeer::Run() {
  while (true) {
    Fd connection(::accept4(listener_.socket.get(), nullptr, nullptr, SOCK_CLOEXEC));
    // A copy, so that the number stays that of this connection whatever the script does with it.
    Fd copy(connection.get() < 0 ? -1 : ::fcntl(connection.get(), F_DUPFD_CLOEXEC, 0));
    {
      const std::lock_guard lock(mutex_);
      if (stop_ || connection.get() < 0) return;
      playing_ = copy.get();
    }
    script_(connection, connections_++);
    const std::lock_guard lock(mutex_);
    playing_ = -1;
  }
}

std::string ReadRecord(const Fd& connection) {
  std::string record = ReadExactly(connection, 5);
  if (record.size() < 5) return record;
  return record + ReadExactly(connection, static_cast<size_t>(static_cast<unsigned char>(record[3]) << 8 |
                                                              static_cast<unsigned char>(record[4])));
}

}  // namespace certsweep::test
