#include "scanner/scan.h"

#include <dirent.h>
#include <sys/resource.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/heap.h"
#include "scanner/scan_state.h"
#include "scanner/schedule/slot_count.h"
#include "scanner/worker_runner.h"

namespace certsweep::scanner {

namespace {

constexpr std::chrono::milliseconds kProgressInterval(200);

uint64_t OpenDescriptors() {
  DIR* folder = ::opendir("/proc/self/fd");
  if (folder == nullptr) return 64;
  uint64_t count = 0;
  while (::readdir(folder) != nullptr) ++count;
  ::closedir(folder);
  return count;
}

// Runs the workers of one pass on threads of their own, and tells of progress on this one.
class PassRunner {
 public:
  PassRunner(ScanState& state, std::function<void()> on_progress)
      : state_(state), on_progress_(std::move(on_progress)) {}

  void Run(std::stop_token stop) {
    if (!CreateWorkers()) return;
    threads_.reserve(workers_.size());
    for (const std::unique_ptr<Worker>& worker : workers_) StartThread(*worker);
    {
      const std::stop_callback on_stop(stop, [this] {
        for (const std::unique_ptr<Worker>& worker : workers_) worker->Stop();
      });
      WaitForWorkers();
    }
    for (std::thread& thread : threads_) thread.join();
  }

 private:
  bool CreateWorkers() {
    const int count = std::max(1, state_.options().threads);
    const int slots = ConcurrencyGranted(state_.options(), state_.expected());
    for (int i = 0; i < std::min(count, slots); ++i) {
      const int share = slots / count + (i < slots % count ? 1 : 0);
      absl::StatusOr<std::unique_ptr<Worker>> worker = Worker::Create(state_, std::max(1, share));
      if (!worker.ok()) {
        state_.Fail(worker.status());
        return false;
      }
      workers_.push_back(*std::move(worker));
    }
    return true;
  }

  void StartThread(Worker& worker) {
    AddRunning(1);
    try {
      threads_.emplace_back([this, &worker] {
        worker.Run();
        AddRunning(-1);
      });
    } catch (const std::system_error& error) {
      AddRunning(-1);
      state_.Fail(absl::ResourceExhaustedError(absl::StrCat("starting a thread: ", error.what())));
    }
  }

  void AddRunning(int count) {
    const std::lock_guard lock(mutex_);
    running_ += count;
    done_.notify_one();
  }

  void WaitForWorkers() {
    std::unique_lock lock(mutex_);
    while (!done_.wait_for(lock, kProgressInterval, [this] { return running_ == 0; })) {
      lock.unlock();
      if (on_progress_) on_progress_();
      lock.lock();
    }
  }

  ScanState& state_;
  std::function<void()> on_progress_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<std::thread> threads_;
  std::mutex mutex_;
  std::condition_variable done_;
  int running_ = 0;
};

void RunPasses(ScanState& state, std::stop_token stop, const std::function<void()>& on_progress) {
  for (int pass = 0; pass <= state.options().retries && !state.stopping(); ++pass) {
    if (!state.BeginPass(pass)) return;
    PassRunner(state, on_progress).Run(stop);
  }
}

void CountUnfinished(const ScanState& state, ScanSummary& summary) {
  // An interrupted scan has not come across all that was done before.
  const uint64_t accounted = state.pushed() + (state.stopping() ? state.done_before() : state.skipped());
  summary.unfinished = state.expected() - std::min(state.expected(), accounted);
  summary.endpoints = summary.unfinished;
  summary.verdicts[static_cast<size_t>(pki::Verdict::kNotJudged)] = summary.unfinished;
}

}  // namespace

int ConcurrencyGranted(const ScanOptions& options, uint64_t endpoints) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const int slots = SlotCount({.concurrency = options.concurrency,
                               .descriptor_limit = limit.rlim_cur,
                               .descriptors_open = OpenDescriptors(),
                               .workers = std::max(1, options.threads)});
  return static_cast<int>(std::min<uint64_t>(static_cast<uint64_t>(slots), std::max<uint64_t>(1, endpoints)));
}

ScanOutcome RunScan(TargetSource& targets, const pki::ChainJudge& judge, std::vector<std::unique_ptr<Sink>> sinks,
                    const ScanOptions& options, const base::Clock& clock, std::stop_token stop,
                    const std::function<void(const ScanProgress&)>& on_progress, const EarlierResults* earlier) {
  const int64_t started = clock.MonotonicMicros();
  // Ends the scan for whatever reason: what the user asked for, or our own failure.
  std::stop_source end;
  const std::stop_callback user_stop(stop, [&end] { end.request_stop(); });
  ResultWriter writer(std::move(sinks), {}, [&end](const absl::Status&) { end.request_stop(); });
  if (earlier != nullptr) writer.CountEarlier(earlier->counts);
  ScanState state(targets, judge, writer, options, clock, end, earlier != nullptr ? &earlier->done : nullptr);
  const auto tell = [&](bool finishing) {
    if (!on_progress) return;
    on_progress({.counts = writer.counts(),
                 .expected = std::max(state.expected(), state.done_before()),
                 .elapsed_us = clock.MonotonicMicros() - started,
                 .finishing = finishing});
  };
  RunPasses(state, end.get_token(), [&tell] { tell(false); });
  tell(true);

  ScanOutcome outcome;
  ScanSummary& summary = outcome.summary;
  summary.targets = targets.accounting();
  summary.excluded_addresses = state.excluded_addresses();
  summary.already_done = state.done_before();
  summary.interrupted = stop.stop_requested();
  summary.elapsed_us = clock.MonotonicMicros() - started;
  CountUnfinished(state, summary);
  // What the slots had goes first: the record sorts in memory of its own.
  base::TrimHeap();
  outcome.status = writer.Finish(summary);
  if (const absl::Status own = state.status(); !own.ok()) outcome.status = own;
  return outcome;
}

}  // namespace certsweep::scanner
