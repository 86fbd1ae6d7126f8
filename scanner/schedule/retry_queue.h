// RetryQueue: endpoints that get another try at the end of the scan, in an unlinked temporary file: eight bytes of
// memory each. Thread-safe.
#ifndef CERTSWEEP_SCANNER_SCHEDULE_RETRY_QUEUE_H_
#define CERTSWEEP_SCANNER_SCHEDULE_RETRY_QUEUE_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/probe/endpoint.h"
#include "scanner/targets/spool.h"

namespace certsweep::scanner {

class RetryQueue {
 public:
  // As Spool::Create. `column_names`: those of the endpoints' own columns.
  static absl::StatusOr<std::unique_ptr<RetryQueue>> Create(const std::vector<std::string>& column_names);

  absl::Status Push(const probe::Endpoint& endpoint);
  // Ends the pushing; once, before the first Pop.
  absl::Status Close();
  // In the order of pushing; nothing at the end.
  absl::StatusOr<std::optional<probe::Endpoint>> Pop();
  size_t size() const;

 private:
  // Where the endpoint's record stands, and what the record does not hold.
  struct Entry {
    uint64_t offset : 63;
    uint64_t identity_from_ptr : 1;
  };
  static_assert(sizeof(Entry) == 8);

  RetryQueue(Spool spool, const std::vector<std::string>& column_names);

  const std::vector<std::string> column_names_;
  mutable std::mutex mutex_;
  Spool spool_;
  std::deque<Entry> entries_;
};

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_SCHEDULE_RETRY_QUEUE_H_
