// ScanState: what the workers of one scan share. Thread-safe.
#ifndef CERTSWEEP_SCANNER_SCAN_STATE_H_
#define CERTSWEEP_SCANNER_SCAN_STATE_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/clock.h"
#include "engine/pki/chain_judge.h"
#include "engine/probe/certificate_cache.h"
#include "engine/probe/endpoint.h"
#include "engine/probe/journey.h"
#include "engine/probe/probe_report.h"
#include "engine/probe/result.h"
#include "scanner/scan.h"
#include "scanner/schedule/address_gate.h"
#include "scanner/schedule/journey_book.h"
#include "scanner/schedule/rate_limiter.h"
#include "scanner/schedule/retry_queue.h"
#include "scanner/sinks/result_writer.h"
#include "scanner/targets/done_endpoints.h"
#include "scanner/targets/target_source.h"

namespace certsweep::scanner {

class ScanState {
 public:
  // All must outlive it. `done`: endpoints that are left out; none: nullptr. `stop` is requested by whoever wants the
  // scan to end early, and by a failure of ours.
  ScanState(TargetSource& targets, const pki::ChainJudge& judge, ResultWriter& writer, const ScanOptions& options,
            const base::Clock& clock, std::stop_source stop, const DoneEndpoints* done = nullptr);

  const ScanOptions& options() const { return options_; }
  const base::Clock& clock() const { return clock_; }
  AddressGate& gate() { return gate_; }
  ResultWriter& writer() { return writer_; }
  const TargetSource& targets() const { return targets_; }

  // Passes: the first over the targets, each further one over what the one before left for a retry. False: nothing is
  // left to do, or it failed.
  bool BeginPass(int pass);
  // The next endpoint of this pass; nothing at its end, or once the scan is to end.
  std::optional<probe::Endpoint> Next();
  // The journey of an endpoint that Next() gave: a new one, or that of its earlier tries. Nothing where none is wanted.
  std::optional<probe::Journey> BeginJourney(const probe::Endpoint& endpoint);
  // Judges what a probe came to; nothing where the endpoint was put aside for a retry.
  std::optional<FinishedResult> Judge(const probe::Endpoint& endpoint, const probe::ProbeReport& report);
  // How long to wait before `address` may be probed.
  int64_t ReserveStart(const base::IpAddress& address);

  // Takes the addresses of a name that are done already out of `addresses`, and adds those to `reached` that were
  // reached.
  void TakeOutDone(const probe::Endpoint& endpoint, std::vector<base::IpAddress>& addresses,
                   std::vector<base::IpAddress>& reached);
  // Whether a name that does not resolve now has had results: then it gets no other one.
  bool IsNameDone(const probe::Endpoint& endpoint);

  // A name turned out to be `kept` endpoints; `excluded` more of its addresses are not to be touched.
  void CountAddresses(size_t kept, size_t excluded);
  void CountPushed() { ++pushed_; }
  // The JSON line, where a sink wants it.
  void Render(FinishedResult& finished) const;
  // Our own failure: the first one is kept, and the scan ends.
  void Fail(const absl::Status& status);

  uint64_t expected() const { return expected_; }
  uint64_t pushed() const { return pushed_; }
  uint64_t skipped() const { return skipped_; }                                  // done before, and come across
  uint64_t done_before() const { return done_ == nullptr ? 0 : done_->size(); }  // all of those
  uint64_t excluded_addresses() const { return excluded_addresses_; }
  absl::Status status() const;
  bool stopping() const { return stop_.stop_requested(); }

 private:
  absl::StatusOr<std::optional<probe::Endpoint>> NextOfPass();
  void PutAside(const probe::Endpoint& endpoint, probe::Journey* journey);
  bool IsDone(const probe::Endpoint& endpoint) const;

  TargetSource& targets_;
  const pki::ChainJudge& judge_;
  ResultWriter& writer_;
  const ScanOptions options_;
  const base::Clock& clock_;
  std::stop_source stop_;
  const bool renders_json_;
  probe::CertificateCache certificates_;
  AddressGate gate_;
  std::mutex limiter_mutex_;
  RateLimiter limiter_;
  int pass_ = 0;
  std::unique_ptr<RetryQueue> current_, later_;  // of this pass (none in the first), for the next one
  JourneyBook journeys_;                         // of what waits for the next one
  const DoneEndpoints* const done_;
  std::atomic<uint64_t> expected_, pushed_ = 0, skipped_ = 0, excluded_addresses_ = 0;
  mutable std::mutex status_mutex_;
  absl::Status status_;
};

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_SCAN_STATE_H_
