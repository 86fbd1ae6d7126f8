#include "tests/support/cutting_relay.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

#include "tests/support/check.h"

namespace certsweep::test {
namespace {

Fd ConnectToServer(const std::string& address, uint16_t port) {
  Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  Check(inet_pton(AF_INET, address.c_str(), &to.sin_addr) == 1, "no address of a server");
  Check(connect(socket.get(), reinterpret_cast<const sockaddr*>(&to), sizeof(to)) == 0, "the server is not there");
  return socket;
}

}  // namespace

CuttingRelay::CuttingRelay(std::string address, uint16_t port, size_t bytes)
    : address_(std::move(address)),
      server_port_(port),
      limit_(bytes),
      peer_([this](Fd& client, int /*number*/) { Relay(client); }) {}

void CuttingRelay::Relay(Fd& client) {
  const Fd server = ConnectToServer(address_, server_port_);
  std::array<char, 16384> piece;
  for (;;) {
    std::array<pollfd, 2> waits{pollfd{.fd = client.get(), .events = POLLIN, .revents = 0},
                                pollfd{.fd = server.get(), .events = POLLIN, .revents = 0}};
    if (poll(waits.data(), waits.size(), -1) < 0) return;
    if (waits[1].revents != 0) {
      const ssize_t size = recv(server.get(), piece.data(), piece.size(), 0);
      if (size <= 0) return;
      if (!held_ && !WriteAll(client, {piece.data(), static_cast<size_t>(size)})) return;
    }
    if (waits[0].revents != 0) {
      const ssize_t size = recv(client.get(), piece.data(), piece.size(), 0);
      if (size <= 0) return;
      const size_t passes = std::min(static_cast<size_t>(size), limit_ - std::min<size_t>(passed_, limit_));
      if (!held_ && !WriteAll(server, {piece.data(), passes})) return;
      passed_ += passes;
      if (passes < static_cast<size_t>(size)) return;
    }
  }
}

}  // namespace certsweep::test
