// The one door of the scanner: probe every endpoint of a TargetSource, judge it, hand it to the sinks.
#ifndef CERTSWEEP_SCANNER_SCAN_H_
#define CERTSWEEP_SCANNER_SCAN_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "engine/base/clock.h"
#include "engine/base/ip_address.h"
#include "engine/pki/chain_judge.h"
#include "engine/probe/waiver_set.h"
#include "scanner/earlier_results.h"
#include "scanner/sinks/result_writer.h"
#include "scanner/sinks/sink.h"
#include "scanner/summary.h"
#include "scanner/targets/target_source.h"

namespace certsweep::scanner {

struct ScanOptions {
  int concurrency = 500;        // endpoints in flight, over all workers; fewer where descriptors do not suffice
  int threads = 1;              // workers
  double rate = 0;              // endpoints a second over all; 0: unlimited
  double rate_per_network = 0;  // a second per /24 or /48; 0: unlimited
  int64_t connect_timeout_us = 5'000'000;
  int64_t handshake_timeout_us = 15'000'000;
  int retries = 1;  // further passes for what may be transient, at the end of the scan
  bool certificate_only = false;
  bool ipv4 = true;  // families of addresses that names resolve to
  bool ipv6 = true;
  std::string dns_servers = {};  // "127.0.0.1:5353,...": instead of those of the machine
  // Where these names are, in place of what DNS says.
  std::map<std::string, base::IpAddress, std::less<>> resolve = {};
  std::optional<int64_t> judge_time =
      std::nullopt;          // --time, seconds since the epoch; none: when the endpoint was probed
  bool recording = false;    // results say whether they are queued
  bool include_pem = false;  // JSON lines carry the certificates as PEM
  std::shared_ptr<const probe::WaiverSet> waivers = nullptr;  // none: nothing is waived
  bool keep_journeys = false;  // results come with what became of their endpoint, step by step: a few KiB each
};

struct ScanProgress {
  ResultWriter::Counts counts;
  uint64_t expected = 0;  // endpoints, as far as known
  int64_t elapsed_us = 0;
  bool finishing = false;  // the last call: nothing is probed any more, what is left is to be written
};

struct ScanOutcome {
  ScanSummary summary;  // true in any case: what was written
  absl::Status status;  // not OK: our own failure part-way (exit code 4); Cancelled: an output pipe was closed
};

// How many of `endpoints` RunScan has in flight at most: as many as asked for, less where this process may not open as
// many descriptors.
int ConcurrencyGranted(const ScanOptions& options, uint64_t endpoints);

// Goes on with `earlier` where there is such: what is done already is neither probed nor written again, and the summary
// is of all together. Runs until everything is done or `stop` is requested (then within a second; summary.interrupted).
// `on_progress` is called about five times a second on the calling thread, and once before the sinks finish (may be
// empty). Descriptors: the soft limit is used as it is; raise it before. Blocks; one scan a process at a time is the
// intended use, though several do not disturb each other.
ScanOutcome RunScan(TargetSource& targets, const pki::ChainJudge& judge, std::vector<std::unique_ptr<Sink>> sinks,
                    const ScanOptions& options, const base::Clock& clock, std::stop_token stop,
                    const std::function<void(const ScanProgress&)>& on_progress,
                    const EarlierResults* earlier = nullptr);

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_SCAN_H_
