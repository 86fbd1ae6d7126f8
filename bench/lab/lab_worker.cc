#include "bench/lab/lab_worker.h"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <utility>

#include "absl/status/status.h"

namespace certsweep::lab {

namespace {

constexpr int kEventsATurn = 64;  // few, so that arrivals and bytewise peers don't wait long
constexpr size_t kBufferSize = 16 * 1024;
constexpr int64_t kIdleMicros = 60'000'000;
constexpr int64_t kGoodbyeMicros = 10'000'000;
constexpr int64_t kSweepMicros = 1'000'000;
constexpr int64_t kByteMicros = 1'000;
constexpr int kBytesATurn = 64;  // to catch up with when the machine is busy

}  // namespace

absl::StatusOr<std::unique_ptr<LabWorker>> LabWorker::Start(const PeerFactory& factory, const base::Clock& clock) {
  Descriptor epoll(::epoll_create1(EPOLL_CLOEXEC));
  absl::StatusOr<Descriptor> waker = MakeWaker();
  if (!waker.ok()) return waker.status();
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = waker->get();
  if (!epoll.is_open() || ::epoll_ctl(epoll.get(), EPOLL_CTL_ADD, waker->get(), &event) != 0) {
    return absl::ResourceExhaustedError("epoll");
  }
  std::unique_ptr<LabWorker> worker(new LabWorker(factory, clock, std::move(epoll), *std::move(waker)));
  worker->thread_ = std::thread([&self = *worker] { self.Run(); });
  return worker;
}

LabWorker::LabWorker(const PeerFactory& factory, const base::Clock& clock, Descriptor epoll, Descriptor waker)
    : factory_(factory), clock_(clock), epoll_(std::move(epoll)), waker_(std::move(waker)), buffer_(kBufferSize) {}

LabWorker::~LabWorker() {
  stop_ = true;
  Wake(waker_);
  if (thread_.joinable()) thread_.join();
}

void LabWorker::Add(Descriptor connection) {
  bool was_empty;
  {
    const std::lock_guard lock(arrivals_mutex_);
    was_empty = arrivals_.empty();
    arrivals_.push_back(std::move(connection));
  }
  if (was_empty) Wake(waker_);
}

void LabWorker::Run() {
  std::array<epoll_event, kEventsATurn> events;
  while (!stop_) {
    const int wait_ms = bytewise_.empty() ? 1000 : 1;
    const int count = ::epoll_wait(epoll_.get(), events.data(), kEventsATurn, wait_ms);
    for (int i = 0; i < count; ++i) {
      const epoll_event& event = events[static_cast<size_t>(i)];
      if (event.data.fd != waker_.get()) Handle(event.data.fd, event.events);
    }
    TakeArrivals();
    SendBytewise();
    CloseOverdue();
  }
}

void LabWorker::TakeArrivals() {
  std::vector<Descriptor> arrivals;
  ClearWaker(waker_);
  {
    const std::lock_guard lock(arrivals_mutex_);
    arrivals.swap(arrivals_);
  }
  for (Descriptor& socket : arrivals) Open(std::move(socket));
}

void LabWorker::Open(Descriptor socket) {
  const std::optional<uint32_t> address = LocalAddress(socket.get());
  std::unique_ptr<Peer> peer = address ? factory_.MakePeer(*address) : nullptr;
  const int number = socket.get();
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = number;
  if (!peer || ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, number, &event) != 0) {
    CloseWithReset(std::move(socket));
    return;
  }
  auto connection = std::make_unique<Connection>();
  connection->socket = std::move(socket);
  connection->peer = std::move(peer);
  connection->next = connection->peer->Start(connection->output);
  const Life life = Act(*connection);
  connections_[number] = std::move(connection);
  if (life == Life::kEnds) Close(number);
}

void LabWorker::Handle(int number, uint32_t events) {
  const auto found = connections_.find(number);
  if (found == connections_.end()) return;
  Connection& connection = *found->second;
  Life life = Life::kGoesOn;
  if ((events & EPOLLOUT) != 0) life = Act(connection);
  if (life == Life::kGoesOn && (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) life = ReadAll(connection);
  if (life == Life::kEnds) Close(number);
}

LabWorker::Life LabWorker::ReadAll(Connection& connection) {
  while (true) {
    const ssize_t count = ::recv(connection.socket.get(), buffer_.data(), buffer_.size(), 0);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno == EAGAIN ? Life::kGoesOn : Life::kEnds;
    if (count == 0) return Life::kEnds;
    const auto size = static_cast<size_t>(count);
    if (connection.peer) {
      connection.next = connection.peer->Receive({buffer_.data(), size}, connection.output);
      if (Act(connection) == Life::kEnds) return Life::kEnds;
    }
    // Less than asked for: that was all, and if not, epoll says so.
    if (size < buffer_.size()) return Life::kGoesOn;
  }
}

LabWorker::Life LabWorker::Act(Connection& connection) {
  if (connection.next == PeerNext::kReset) {
    CloseWithReset(std::move(connection.socket));
    return Life::kEnds;
  }
  // A peer that wants no more input is finished with, its output apart.
  const bool peer_is_done = connection.next == PeerNext::kFinish || connection.next == PeerNext::kHangUp;
  const bool bytewise = connection.peer && connection.peer->sends_byte_at_a_time();
  connection.deadline_us = clock_.MonotonicMicros() + (peer_is_done ? kGoodbyeMicros : kIdleMicros);
  if (connection.next == PeerNext::kHold) connection.deadline_us = 0;
  if (bytewise && connection.sent < connection.output.size()) {
    connection.next_byte_us = std::max(connection.next_byte_us, clock_.MonotonicMicros());
    bytewise_.insert(connection.socket.get());
    return Life::kGoesOn;
  }
  return Send(connection);
}

LabWorker::Life LabWorker::Send(Connection& connection) {
  while (connection.sent < connection.output.size()) {
    const ssize_t count = ::send(connection.socket.get(), connection.output.data() + connection.sent,
                                 connection.output.size() - connection.sent, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno != EAGAIN) return Life::kEnds;
    if (count < 0) {
      WaitToWrite(connection, true);
      return Life::kGoesOn;
    }
    connection.sent += static_cast<size_t>(count);
  }
  OutputIsSent(connection);
  return Life::kGoesOn;
}

void LabWorker::OutputIsSent(Connection& connection) {
  connection.output.clear();
  connection.sent = 0;
  WaitToWrite(connection, false);
  if (connection.next != PeerNext::kFinish && connection.next != PeerNext::kHangUp) return;
  connection.peer.reset();
  connection.output.shrink_to_fit();
  if (connection.next == PeerNext::kHangUp && !std::exchange(connection.hung_up, true)) {
    ::shutdown(connection.socket.get(), SHUT_WR);
  }
}

void LabWorker::WaitToWrite(Connection& connection, bool wait) {
  if (std::exchange(connection.waits_to_write, wait) == wait) return;
  epoll_event event{};
  event.events = wait ? EPOLLIN | EPOLLOUT : EPOLLIN;
  event.data.fd = connection.socket.get();
  (void)::epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, connection.socket.get(), &event);
}

void LabWorker::Close(int number) {
  bytewise_.erase(number);
  connections_.erase(number);
}

void LabWorker::SendBytewise() {
  if (bytewise_.empty()) return;
  const int64_t now_us = clock_.MonotonicMicros();
  const std::vector<int> numbers(bytewise_.begin(), bytewise_.end());
  for (const int number : numbers) {
    Connection& connection = *connections_.at(number);
    if (SendDueBytes(connection, now_us) == Life::kEnds) {
      Close(number);
    } else if (connection.output.empty()) {
      bytewise_.erase(number);
    }
  }
}

LabWorker::Life LabWorker::SendDueBytes(Connection& connection, int64_t now_us) {
  for (int i = 0; i < kBytesATurn && connection.next_byte_us <= now_us; ++i) {
    const ssize_t count = ::send(connection.socket.get(), connection.output.data() + connection.sent, 1, MSG_NOSIGNAL);
    if (count < 0) return errno == EAGAIN || errno == EINTR ? Life::kGoesOn : Life::kEnds;
    connection.next_byte_us += kByteMicros;
    if (++connection.sent < connection.output.size()) continue;
    OutputIsSent(connection);
    break;
  }
  return Life::kGoesOn;
}

void LabWorker::CloseOverdue() {
  const int64_t now_us = clock_.MonotonicMicros();
  if (now_us < next_sweep_us_) return;
  next_sweep_us_ = now_us + kSweepMicros;
  std::vector<int> overdue;
  for (const auto& [number, connection] : connections_) {
    if (connection->deadline_us != 0 && connection->deadline_us <= now_us) overdue.push_back(number);
  }
  for (const int number : overdue) Close(number);
}

}  // namespace certsweep::lab
