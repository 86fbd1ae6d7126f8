// LabWorker: one thread that serves accepted connections with epoll. Add is thread-safe; the rest belongs to one owner.
#ifndef CERTSWEEP_BENCH_LAB_LAB_WORKER_H_
#define CERTSWEEP_BENCH_LAB_LAB_WORKER_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "bench/lab/lab_peer.h"
#include "bench/lab/loopback_socket.h"
#include "engine/base/clock.h"

namespace certsweep::lab {

class LabWorker {
 public:
  // `factory` and `clock` must outlive it.
  static absl::StatusOr<std::unique_ptr<LabWorker>> Start(const PeerFactory& factory, const base::Clock& clock);
  // Closes every connection and joins the thread.
  ~LabWorker();

  // Takes over an accepted, non-blocking connection.
  void Add(Descriptor connection);

 private:
  struct Connection {
    Descriptor socket;
    std::unique_ptr<Peer> peer;  // null once it has nothing more to say
    PeerNext next = PeerNext::kReceive;
    std::string output;  // not sent yet, from `sent` on
    size_t sent = 0;
    bool waits_to_write = false;
    bool hung_up = false;
    int64_t deadline_us = 0;   // 0: none
    int64_t next_byte_us = 0;  // for byte at a time
  };
  enum class Life : bool { kGoesOn, kEnds };

  LabWorker(const PeerFactory& factory, const base::Clock& clock, Descriptor epoll, Descriptor waker);

  void Run();
  void TakeArrivals();
  void Open(Descriptor socket);
  void Handle(int number, uint32_t events);
  Life ReadAll(Connection& connection);
  // Does what `next` asks for.
  Life Act(Connection& connection);
  Life Send(Connection& connection);
  void OutputIsSent(Connection& connection);
  void Close(int number);
  void SendBytewise();
  Life SendDueBytes(Connection& connection, int64_t now_us);
  void CloseOverdue();
  void WaitToWrite(Connection& connection, bool wait);

  const PeerFactory& factory_;
  const base::Clock& clock_;
  const Descriptor epoll_;
  const Descriptor waker_;
  std::atomic<bool> stop_ = false;
  std::mutex arrivals_mutex_;
  std::vector<Descriptor> arrivals_;  // guarded by arrivals_mutex_
  // The thread's own.
  absl::flat_hash_map<int, std::unique_ptr<Connection>> connections_;  // by descriptor
  absl::flat_hash_set<int> bytewise_;                                  // those with output that goes out by the byte
  int64_t next_sweep_us_ = 0;
  std::vector<uint8_t> buffer_;
  std::thread thread_;
};

}  // namespace certsweep::lab

#endif  // CERTSWEEP_BENCH_LAB_LAB_WORKER_H_
