// LabServer: accepts connections on every loopback address of one port and hands them to workers. Accepting has a
// thread of its own and does nothing else, so that a burst of connections finds room in the backlog while workers are
// busy with cryptography. Out of descriptors: it waits until some are free; clients wait in the backlog.
#ifndef CERTSWEEP_BENCH_LAB_LAB_SERVER_H_
#define CERTSWEEP_BENCH_LAB_LAB_SERVER_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "bench/lab/lab_peer.h"
#include "bench/lab/lab_worker.h"
#include "bench/lab/loopback_socket.h"
#include "engine/base/clock.h"

namespace certsweep::lab {

class LabServer {
 public:
  // `factory` and `clock` must outlive it. REQUIRES: threads >= 1.
  static absl::StatusOr<std::unique_ptr<LabServer>> Start(Listeners listeners, int threads, const PeerFactory& factory,
                                                          const base::Clock& clock);
  // Stops listening, closes every connection and joins all threads.
  ~LabServer();

 private:
  LabServer(Listeners listeners, Descriptor waker, std::vector<std::unique_ptr<LabWorker>> workers);
  void Accept();
  // Whether there were descriptors for all that waited on this listener.
  bool AcceptAll(const Descriptor& listener);

  const Listeners listeners_;
  const Descriptor waker_;
  const std::vector<std::unique_ptr<LabWorker>> workers_;
  size_t next_worker_ = 0;
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

}  // namespace certsweep::lab

#endif  // CERTSWEEP_BENCH_LAB_LAB_SERVER_H_
