#include "bench/lab/lab_server.h"

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <utility>

namespace certsweep::lab {

namespace {

constexpr int kShortageWaitMs = 10;

// A client that went away while it waited. Whatever else stops accept4 is a shortage of something.
bool IsGone(int error_number) { return error_number == ECONNABORTED || error_number == EINTR; }

}  // namespace

absl::StatusOr<std::unique_ptr<LabServer>> LabServer::Start(Listeners listeners, int threads,
                                                            const PeerFactory& factory, const base::Clock& clock) {
  absl::StatusOr<Descriptor> waker = MakeWaker();
  if (!waker.ok()) return waker.status();
  std::vector<std::unique_ptr<LabWorker>> workers;
  for (int i = 0; i < threads; ++i) {
    absl::StatusOr<std::unique_ptr<LabWorker>> worker = LabWorker::Start(factory, clock);
    if (!worker.ok()) return worker.status();
    workers.push_back(*std::move(worker));
  }
  std::unique_ptr<LabServer> server(new LabServer(std::move(listeners), *std::move(waker), std::move(workers)));
  server->thread_ = std::thread([&self = *server] { self.Accept(); });
  return server;
}

LabServer::LabServer(Listeners listeners, Descriptor waker, std::vector<std::unique_ptr<LabWorker>> workers)
    : listeners_(std::move(listeners)), waker_(std::move(waker)), workers_(std::move(workers)) {}

LabServer::~LabServer() {
  stop_ = true;
  Wake(waker_);
  if (thread_.joinable()) thread_.join();
}

void LabServer::Accept() {
  std::vector<pollfd> waited = {{waker_.get(), POLLIN, 0}};
  for (const Descriptor& socket : listeners_.sockets) waited.push_back({socket.get(), POLLIN, 0});
  bool shortage = false;
  while (!stop_) {
    // Short of descriptors: a pause that only the end interrupts.
    const nfds_t count = shortage ? 1 : waited.size();
    ::poll(waited.data(), count, shortage ? kShortageWaitMs : -1);
    shortage = false;
    for (const Descriptor& listener : listeners_.sockets) shortage |= !AcceptAll(listener);
  }
}

bool LabServer::AcceptAll(const Descriptor& listener) {
  while (!stop_) {
    Descriptor connection(::accept4(listener.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!connection.is_open()) {
      if (errno == EAGAIN) return true;
      if (!IsGone(errno)) return false;
      continue;
    }
    workers_[next_worker_]->Add(std::move(connection));
    next_worker_ = (next_worker_ + 1) % workers_.size();
  }
  return true;
}

}  // namespace certsweep::lab
