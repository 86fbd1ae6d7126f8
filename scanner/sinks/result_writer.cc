#include "scanner/sinks/result_writer.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

namespace certsweep::scanner {
namespace {

// For how long a result waits for others to be written with.
constexpr std::chrono::milliseconds kGatherTime(500);

// No line was written for them: nothing is known of them.
void CountUnfinished(size_t results, ScanSummary& summary) {
  summary.endpoints += results;
  summary.unfinished += results;
  summary.verdicts[static_cast<size_t>(pki::Verdict::kNotJudged)] += results;
}

}  // namespace

ResultWriter::ResultWriter(std::vector<std::unique_ptr<Sink>> sinks, ResultWriterOptions options,
                           std::function<void(const absl::Status&)> on_failure)
    : sinks_(std::move(sinks)),
      needs_whole_results_(
          std::any_of(sinks_.begin(), sinks_.end(), [](const auto& sink) { return sink->needs_whole_result(); })),
      options_(options),
      on_failure_(std::move(on_failure)),
      thread_([this] { Run(); }) {}

ResultWriter::~ResultWriter() {
  {
    const std::lock_guard lock(mutex_);
    finishing_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void ResultWriter::CountEarlier(const ScanSummary& earlier) {
  const std::lock_guard lock(mutex_);
  written_.AddCounts(earlier);
}

bool ResultWriter::needs_json() const {
  return std::any_of(sinks_.begin(), sinks_.end(), [](const auto& sink) { return sink->needs_json(); });
}

bool ResultWriter::TryPush(FinishedResult& result) {
  if (!needs_whole_results_) Slim(result);
  const size_t bytes = BytesOf(result);
  bool wakes = false;
  {
    const std::lock_guard lock(mutex_);
    if (!status_.ok()) {
      CountUnfinished(1, written_);
      return true;
    }
    const bool was_empty = queue_.empty();
    const bool was_worth_a_batch = IsWorthABatch();
    const bool is_full = queue_.size() >= options_.queue_capacity || queued_bytes_ + bytes > options_.queue_bytes;
    if (is_full && !was_empty) return false;
    queued_bytes_ += bytes;
    queue_.push_back(std::move(result));
    wakes = was_empty || (IsWorthABatch() && !was_worth_a_batch);
  }
  if (wakes) wake_.notify_one();
  return true;
}

bool ResultWriter::IsWorthABatch() const {
  return queue_.size() >= std::min(options_.queue_capacity * 4 / 5, options_.batch_limit) ||
         queued_bytes_ >= options_.queue_bytes / 2;
}

void ResultWriter::Run() {
  std::vector<FinishedResult> batch;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return finishing_ || !queue_.empty(); });
      if (queue_.empty()) return;
      // A transaction for each result would cost more than the results do.
      wake_.wait_for(lock, kGatherTime, [this] { return finishing_ || IsWorthABatch(); });
      const auto end = queue_.begin() + static_cast<ptrdiff_t>(std::min(queue_.size(), options_.batch_limit));
      batch.assign(std::make_move_iterator(queue_.begin()), std::make_move_iterator(end));
      queue_.erase(queue_.begin(), end);
      for (const FinishedResult& finished : batch) queued_bytes_ -= BytesOf(finished);
    }
    WriteBatch(batch);
    batch.clear();
  }
}

void ResultWriter::WriteBatch(std::vector<FinishedResult>& batch) {
  absl::Status status;
  {
    const std::lock_guard lock(mutex_);
    status = status_;
  }
  const bool failed_before = !status.ok();
  for (auto sink = sinks_.begin(); status.ok() && sink != sinks_.end(); ++sink) status = (*sink)->Write(batch);
  {
    const std::lock_guard lock(mutex_);
    if (status.ok()) {
      for (const FinishedResult& finished : batch) written_.Count(finished.result);
    } else {
      status_ = status;
      CountUnfinished(batch.size(), written_);
    }
  }
  if (!status.ok() && !failed_before && on_failure_) on_failure_(status);
}

absl::Status ResultWriter::Finish(ScanSummary& summary) {
  {
    const std::lock_guard lock(mutex_);
    finishing_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
  // The thread is gone: nothing here is shared any more.
  summary.AddCounts(written_);
  // Whoever closes the pipe wants no more.
  if (absl::IsCancelled(status_)) summary.interrupted = true;
  // All of them, also after a failure: the record still has to learn how the run ended.
  for (const std::unique_ptr<Sink>& sink : sinks_) status_.Update(sink->Finish(summary));
  return status_;
}

ResultWriter::Counts ResultWriter::counts() const {
  const std::lock_guard lock(mutex_);
  Counts counts{written_.endpoints - written_.unfinished, written_.verdicts};
  counts.verdicts[static_cast<size_t>(pki::Verdict::kNotJudged)] -= written_.unfinished;
  return counts;
}

}  // namespace certsweep::scanner
