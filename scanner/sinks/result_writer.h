// ResultWriter: the one thread that hands finished results to the sinks, in order (the record first, then the outputs:
// a line is written once its result is in the record), through a bounded queue. A result waits up to half a second
// for others to be written with. TryPush is thread-safe; Start, Finish and summary belong to the owner's thread.
#ifndef CERTSWEEP_SCANNER_SINKS_RESULT_WRITER_H_
#define CERTSWEEP_SCANNER_SINKS_RESULT_WRITER_H_

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "scanner/sinks/sink.h"

namespace certsweep::scanner {

struct ResultWriterOptions {
  size_t queue_capacity = 1280;          // results
  size_t queue_bytes = size_t{8} << 20;  // of their certificates and lines; one result is always taken
  size_t batch_limit = 1024;
};

class ResultWriter {
 public:
  // `sinks` in the order of writing. `on_failure` is called once, on the writer's thread, with the first error of a
  // sink; after it everything pushed is dropped and counted as unfinished.
  ResultWriter(std::vector<std::unique_ptr<Sink>> sinks, ResultWriterOptions options,
               std::function<void(const absl::Status&)> on_failure);
  ~ResultWriter();

  // Adds results that an earlier scan of the same run has written. REQUIRES: nothing was pushed yet.
  void CountEarlier(const ScanSummary& earlier);
  bool needs_json() const;
  // False if the queue is full: wait a little and try again (`result` is still there, and slim unless a sink needs it
  // whole). After a failure: true, dropped.
  bool TryPush(FinishedResult& result);
  // Writes what is queued, stops the thread, finishes the sinks. Returns the first error. `summary` has what was
  // written: counts of results that reached every sink; Finish adds to it before the sinks' Finish see it.
  absl::Status Finish(ScanSummary& summary);

  // Counts so far of what was written, for progress. Thread-safe.
  struct Counts {
    uint64_t done = 0;
    std::array<uint64_t, pki::kVerdictCount> verdicts{};
  };
  Counts counts() const;

 private:
  void Run();
  bool IsWorthABatch() const;  // REQUIRES: mutex_ is held
  void WriteBatch(std::vector<FinishedResult>& batch);

  std::vector<std::unique_ptr<Sink>> sinks_;
  const bool needs_whole_results_;
  const ResultWriterOptions options_;
  std::function<void(const absl::Status&)> on_failure_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<FinishedResult> queue_;
  size_t queued_bytes_ = 0;
  bool finishing_ = false;
  absl::Status status_;
  ScanSummary written_;
  std::thread thread_;
};

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_SINKS_RESULT_WRITER_H_
