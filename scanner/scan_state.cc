#include "scanner/scan_state.h"

#include <utility>

#include "engine/probe/judge.h"
#include "engine/probe/result_json.h"
#include "scanner/schedule/retry_policy.h"

namespace certsweep::scanner {

ScanState::ScanState(TargetSource& targets, const pki::ChainJudge& judge, ResultWriter& writer,
                     const ScanOptions& options, const base::Clock& clock, std::stop_source stop,
                     const DoneEndpoints* done)
    : targets_(targets),
      judge_(judge),
      writer_(writer),
      options_(options),
      clock_(clock),
      stop_(std::move(stop)),
      renders_json_(writer.needs_json()),
      limiter_(options.rate, options.rate_per_network),
      done_(done),
      expected_(targets.size()) {}

bool ScanState::BeginPass(int pass) {
  pass_ = pass;
  current_ = std::move(later_);
  if (pass > 0) {
    if (current_ == nullptr || current_->size() == 0) return false;
    if (const absl::Status closed = current_->Close(); !closed.ok()) {
      Fail(closed);
      return false;
    }
  }
  if (pass == options_.retries) return true;
  absl::StatusOr<std::unique_ptr<RetryQueue>> queue = RetryQueue::Create(targets_.column_names());
  if (!queue.ok()) {
    Fail(queue.status());
    return false;
  }
  later_ = *std::move(queue);
  return true;
}

absl::StatusOr<std::optional<probe::Endpoint>> ScanState::NextOfPass() {
  return pass_ == 0 ? targets_.Next() : current_->Pop();
}

std::optional<probe::Endpoint> ScanState::Next() {
  while (!stopping()) {
    absl::StatusOr<std::optional<probe::Endpoint>> next = NextOfPass();
    if (!next.ok()) {
      Fail(next.status());
      break;
    }
    if (!next->has_value() || !IsDone(**next)) return *std::move(next);
    ++skipped_;
  }
  return std::nullopt;
}

// A name is done where it did not resolve; else it is to be seen which addresses it has.
bool ScanState::IsDone(const probe::Endpoint& endpoint) const {
  if (done_ == nullptr) return false;
  const std::optional<base::IpAddress> address =
      endpoint.address ? endpoint.address : base::IpAddress::Parse(endpoint.host);
  return done_->Find(endpoint.host, address, endpoint.port) != DoneEndpoints::Found::kNo;
}

void ScanState::TakeOutDone(const probe::Endpoint& endpoint, std::vector<base::IpAddress>& addresses,
                            std::vector<base::IpAddress>& reached) {
  if (done_ == nullptr) return;
  skipped_ += std::erase_if(addresses, [&](const base::IpAddress& address) {
    const DoneEndpoints::Found found = done_->Find(endpoint.host, address, endpoint.port);
    if (found == DoneEndpoints::Found::kReached) reached.push_back(address);
    return found != DoneEndpoints::Found::kNo;
  });
}

bool ScanState::IsNameDone(const probe::Endpoint& endpoint) {
  if (done_ == nullptr || !done_->HasName(endpoint.host, endpoint.port)) return false;
  ++skipped_;
  return true;
}

std::optional<FinishedResult> ScanState::Judge(const probe::Endpoint& endpoint, const probe::ProbeReport& report) {
  // Where a certificate came it is judged now: a retry might not see it again.
  const bool retries_left = pass_ < options_.retries;
  if (retries_left && !report.observation.certificate_seen && MayBeTransient(report)) {
    PutAside(endpoint, report.journey);
    return std::nullopt;
  }
  const int64_t began_us = report.journey != nullptr ? report.journey->elapsed_us() : 0;
  FinishedResult finished;
  finished.result = probe::JudgeProbe(judge_, certificates_, endpoint, report,
                                      {.probed_unix_seconds = clock_.NowUnixSeconds(),
                                       .judge_time = options_.judge_time,
                                       .attempts = pass_ + 1,
                                       .recording = options_.recording,
                                       .waivers = options_.waivers.get()});
  Render(finished);
  if (report.journey != nullptr) {
    const int64_t took_us = report.journey->elapsed_us() - began_us;
    report.journey->Add(probe::DescribeJudging(judge_, finished.result, took_us));
    finished.journey = std::make_shared<const probe::Journey>(*report.journey);
  }
  return finished;
}

void ScanState::PutAside(const probe::Endpoint& endpoint, probe::Journey* journey) {
  if (journey != nullptr) {
    journey->Add(probe::PutAside{.attempt = pass_ + 1, .attempts = options_.retries + 1});
    journeys_.Keep(endpoint, *journey);
  }
  const absl::Status pushed = later_->Push(endpoint);
  if (!pushed.ok()) Fail(pushed);
}

std::optional<probe::Journey> ScanState::BeginJourney(const probe::Endpoint& endpoint) {
  if (!options_.keep_journeys) return std::nullopt;
  std::optional<probe::Journey> journey = journeys_.Take(endpoint);
  if (!journey) return probe::Journey(clock_);
  journey->Add(
      probe::TriedAgain{.attempt = pass_ + 1, .attempts = options_.retries + 1, .waited_us = journey->idle_us()});
  return journey;
}

void ScanState::Render(FinishedResult& finished) const {
  if (!renders_json_) return;
  finished.json_line.clear();
  probe::AppendResultJson(finished.result, {.include_pem = options_.include_pem}, finished.json_line);
}

int64_t ScanState::ReserveStart(const base::IpAddress& address) {
  const std::lock_guard lock(limiter_mutex_);
  return limiter_.unlimited() ? 0 : limiter_.Reserve(address, clock_.MonotonicMicros());
}

void ScanState::CountAddresses(size_t kept, size_t excluded) {
  expected_ += kept;
  --expected_;
  excluded_addresses_ += excluded;
}

void ScanState::Fail(const absl::Status& status) {
  {
    const std::lock_guard lock(status_mutex_);
    status_.Update(status);
  }
  stop_.request_stop();
}

absl::Status ScanState::status() const {
  const std::lock_guard lock(status_mutex_);
  return status_;
}

}  // namespace certsweep::scanner
