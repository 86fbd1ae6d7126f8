#include "scanner/schedule/retry_queue.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "scanner/targets/spool_record.h"

namespace certsweep::scanner {

namespace {

// The number of no column: what DNS did not answer is kept as if it were one.
constexpr uint32_t kDnsIncomplete = std::numeric_limits<uint32_t>::max();

}  // namespace

absl::StatusOr<std::unique_ptr<RetryQueue>> RetryQueue::Create(const std::vector<std::string>& column_names) {
  absl::StatusOr<Spool> spool = Spool::Create();
  if (!spool.ok()) return spool.status();
  return std::unique_ptr<RetryQueue>(new RetryQueue(*std::move(spool), column_names));
}

RetryQueue::RetryQueue(Spool spool, const std::vector<std::string>& column_names)
    : column_names_(column_names), spool_(std::move(spool)) {}

absl::Status RetryQueue::Push(const probe::Endpoint& endpoint) {
  ListedEndpoint listed;
  listed.host = endpoint.host;
  listed.address = endpoint.address;
  listed.port = endpoint.port;
  listed.identities = endpoint.identities;
  listed.position = endpoint.position;
  for (const auto& [name, value] : endpoint.columns) {
    const auto found = std::find(column_names_.begin(), column_names_.end(), name);
    if (found != column_names_.end()) {
      listed.columns.emplace_back(static_cast<uint32_t>(found - column_names_.begin()), value);
    }
  }
  if (!endpoint.dns_incomplete.empty()) listed.columns.emplace_back(kDnsIncomplete, endpoint.dns_incomplete);
  const std::string record = EncodeSpoolRecord(listed);
  const std::lock_guard lock(mutex_);
  absl::StatusOr<uint64_t> offset = spool_.Append(record);
  if (!offset.ok()) return offset.status();
  entries_.push_back({.offset = *offset, .identity_from_ptr = endpoint.identity_from_ptr});
  return absl::OkStatus();
}

absl::Status RetryQueue::Close() {
  const std::lock_guard lock(mutex_);
  return spool_.Flush();
}

absl::StatusOr<std::optional<probe::Endpoint>> RetryQueue::Pop() {
  Entry entry;
  {
    const std::lock_guard lock(mutex_);
    if (entries_.empty()) return std::optional<probe::Endpoint>();
    entry = entries_.front();
    entries_.pop_front();
  }
  absl::StatusOr<std::string> bytes = spool_.Read(entry.offset);
  if (!bytes.ok()) return bytes.status();
  absl::StatusOr<SpoolRecord> record = DecodeSpoolRecord(*bytes);
  if (!record.ok()) return record.status();
  ListedEndpoint* listed = std::get_if<ListedEndpoint>(&*record);
  if (listed == nullptr) return absl::InternalError("the temporary file of endpoints to retry is damaged");
  probe::Endpoint endpoint;
  endpoint.host = std::move(listed->host);
  endpoint.address = listed->address;
  endpoint.port = listed->port;
  endpoint.identities = std::move(listed->identities);
  endpoint.position = listed->position.value_or(0);
  endpoint.identity_from_ptr = entry.identity_from_ptr;
  for (auto& [number, value] : listed->columns) {
    if (number == kDnsIncomplete) {
      endpoint.dns_incomplete = std::move(value);
    } else if (number < column_names_.size()) {
      endpoint.columns.emplace_back(column_names_[number], std::move(value));
    }
  }
  return std::optional<probe::Endpoint>(std::move(endpoint));
}

size_t RetryQueue::size() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

}  // namespace certsweep::scanner
