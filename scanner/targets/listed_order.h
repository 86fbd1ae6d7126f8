// ListedOrder: the spool's offsets of all listed endpoints, in the order in which they are handed out, in an unlinked
// temporary file of 8 bytes each: what stays in memory does not grow with the list. For one thread.
#ifndef CERTSWEEP_SCANNER_TARGETS_LISTED_ORDER_H_
#define CERTSWEEP_SCANNER_TARGETS_LISTED_ORDER_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "scanner/targets/endpoint_index.h"
#include "scanner/targets/spool.h"

namespace certsweep::scanner {

class ListedOrder {
 public:
  // `index` is sorted and merged; `spool` is empty. ResourceExhausted: the disk is full.
  static absl::StatusOr<ListedOrder> Create(Spool spool, const EndpointIndex& index);

  uint64_t size() const { return size_; }
  uint64_t given() const { return given_; }

  // The next offset. REQUIRES: given() < size(). Internal: the file failed.
  absl::StatusOr<uint64_t> Next();

 private:
  ListedOrder(Spool spool, uint64_t size) : spool_(std::move(spool)), size_(size) {}

  Spool spool_;  // a record holds kChunk offsets, the last one what is left
  uint64_t size_;
  uint64_t given_ = 0;
  uint64_t next_record_ = 0;
  std::string chunk_;
  size_t position_ = 0;  // in chunk_
};

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_TARGETS_LISTED_ORDER_H_
