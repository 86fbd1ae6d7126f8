// Worker: one event loop with its slots. Each slot is a coroutine: next endpoint, resolve, probe, judge, hand on.
// Run() belongs to one thread; Stop() is thread-safe.
#ifndef CERTSWEEP_SCANNER_WORKER_RUNNER_H_
#define CERTSWEEP_SCANNER_WORKER_RUNNER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/net/loop.h"
#include "engine/net/resolver.h"
#include "engine/net/side_thread.h"
#include "engine/probe/journey.h"
#include "engine/probe/probe_runner.h"
#include "scanner/scan_state.h"

namespace certsweep::scanner {

class Worker {
 public:
  // `state` must outlive it. Internal: the event loop, the resolver or BoringSSL do not start.
  static absl::StatusOr<std::unique_ptr<Worker>> Create(ScanState& state, int slots);

  // Until the pass has no more endpoints and every slot is done, or Stop(). Where memory runs out it tells `state`.
  void Run();
  void Stop() { loop_.Stop(); }

 private:
  Worker(ScanState& state, int slots) : state_(state), slots_(slots), loop_(state.clock()) {}

  net::Awaitable<void> Slot();
  net::Awaitable<void> WaitWhileBusy();
  net::Awaitable<void> Process(probe::Endpoint& endpoint);
  // `journey`, here and below, gets the steps; none: nullptr.
  net::Awaitable<void> ProcessName(const probe::Endpoint& endpoint, probe::Journey* journey);
  net::Awaitable<void> DeliverUnresolved(const probe::Endpoint& endpoint, const net::Resolution& resolution,
                                         probe::Journey* journey);
  net::Awaitable<void> ProcessAddress(probe::Endpoint& endpoint, probe::ProbeReport& report);
  net::Awaitable<void> FindIdentity(probe::Endpoint& endpoint, probe::Journey* journey);
  net::Awaitable<void> EnterGate(const base::IpAddress& address, probe::Journey* journey);
  net::Awaitable<void> Deliver(FinishedResult& finished);
  net::Awaitable<void> JudgeAndDeliver(const probe::Endpoint& endpoint, const probe::ProbeReport& report);
  net::Awaitable<void> Judge(const probe::Endpoint& endpoint, const probe::ProbeReport& report,
                             std::optional<FinishedResult>& finished);
  net::Awaitable<void> DeliverHeld(std::vector<FinishedResult>& held, const std::vector<base::IpAddress>& judged);

  ScanState& state_;
  const int slots_;
  int active_ = 0;
  // The loop goes last: what stands after it uses it.
  net::Loop loop_;
  std::unique_ptr<net::Resolver> resolver_;
  std::unique_ptr<probe::Prober> prober_;
  net::SideThread side_thread_{loop_};  // for judging that takes long
};

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_WORKER_RUNNER_H_
