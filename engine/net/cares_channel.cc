#include "engine/net/cares_channel.h"

#include <poll.h>

#include <chrono>
#include <vector>

#include "absl/strings/str_cat.h"

namespace certsweep::net {

namespace asio = boost::asio;

CaresChannel::CaresChannel(Loop& loop) : loop_(loop), timer_(loop.context()) {}

CaresChannel::~CaresChannel() {
  if (channel_ != nullptr) ares_destroy(channel_);
}

absl::Status CaresChannel::Start(int timeout_ms, int tries, const std::string& servers) {
  ares_options options{};
  options.timeout = timeout_ms;
  options.tries = tries;
  options.sock_state_cb = &CaresChannel::OnSocketState;
  options.sock_state_cb_data = this;
  int result = ares_init_options(&channel_, &options, ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB);
  if (result == ARES_SUCCESS && !servers.empty()) result = ares_set_servers_ports_csv(channel_, servers.c_str());
  if (result == ARES_SUCCESS) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("starting the resolver: ", ares_strerror(result)));
}

void CaresChannel::OnSocketState(void* self_pointer, ares_socket_t fd, int readable, int writable) {
  auto* self = static_cast<CaresChannel*>(self_pointer);
  const auto found = self->watched_.find(fd);
  if (readable == 0 && writable == 0) {
    if (found == self->watched_.end()) return;
    // c-ares closes the descriptor itself.
    found->second->descriptor.release();
    self->watched_.erase(found);
    return;
  }
  std::shared_ptr<Watched> watched;
  if (found == self->watched_.end()) {
    watched = std::make_shared<Watched>(self->loop_.context());
    boost::system::error_code error;
    watched->descriptor.assign(fd, error);
    if (error) return;  // the lookup runs into its timeout
    self->watched_.emplace(fd, watched);
  } else {
    watched = found->second;
  }
  watched->wants_read = readable != 0;
  watched->wants_write = writable != 0;
  self->WaitFor(fd, watched);
}

void CaresChannel::WaitFor(ares_socket_t fd, const std::shared_ptr<Watched>& watched) {
  if (watched->wants_read && !watched->reading) {
    watched->reading = true;
    watched->descriptor.async_wait(asio::posix::stream_descriptor::wait_read,
                                   [this, fd, watched](const boost::system::error_code& error) {
                                     watched->reading = false;
                                     if (error || !watched->descriptor.is_open()) return;
                                     ares_process_fd(channel_, fd, ARES_SOCKET_BAD);
                                     if (watched->descriptor.is_open()) WaitFor(fd, watched);
                                   });
  }
  if (watched->wants_write && !watched->writing) {
    watched->writing = true;
    watched->descriptor.async_wait(asio::posix::stream_descriptor::wait_write,
                                   [this, fd, watched](const boost::system::error_code& error) {
                                     watched->writing = false;
                                     if (error || !watched->descriptor.is_open()) return;
                                     ares_process_fd(channel_, ARES_SOCKET_BAD, fd);
                                     if (watched->descriptor.is_open()) WaitFor(fd, watched);
                                   });
  }
}

void CaresChannel::Watch() {
  timeval wait{};
  const timeval* next = ares_timeout(channel_, nullptr, &wait);
  if (next == nullptr) return;  // nothing is under way
  // Replaces the waiting of before: a new lookup may be due earlier than the later tries of old ones.
  timer_.expires_after(std::chrono::seconds(next->tv_sec) + std::chrono::microseconds(next->tv_usec + 1000));
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    ProcessTimeouts();
    Watch();
  });
}

void CaresChannel::ProcessTimeouts() {
  // An answer that waits in a socket while our own loop was busy is not late: it comes first.
  std::vector<ares_socket_t> readable;
  for (const auto& [fd, watched] : watched_) {
    pollfd descriptor{.fd = fd, .events = POLLIN, .revents = 0};
    if (watched->wants_read && ::poll(&descriptor, 1, 0) == 1) readable.push_back(fd);
  }
  for (const ares_socket_t fd : readable) ares_process_fd(channel_, fd, ARES_SOCKET_BAD);
  ares_process_fd(channel_, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
}

}  // namespace certsweep::net
