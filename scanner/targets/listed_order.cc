#include "scanner/targets/listed_order.h"

#include <algorithm>
#include <cstring>

#include "absl/status/status.h"

namespace certsweep::scanner {

namespace {

constexpr size_t kChunk = 512;
constexpr size_t kOffsetBytes = sizeof(uint64_t);

}  // namespace

absl::StatusOr<ListedOrder> ListedOrder::Create(Spool spool, const EndpointIndex& index) {
  std::string chunk;
  for (size_t begin = 0; begin < index.size(); begin += kChunk) {
    const size_t count = std::min(kChunk, index.size() - begin);
    chunk.resize(count * kOffsetBytes);
    for (size_t i = 0; i < count; ++i) {
      const uint64_t offset = index.offset(begin + i);
      std::memcpy(chunk.data() + i * kOffsetBytes, &offset, kOffsetBytes);
    }
    if (auto at = spool.Append(chunk); !at.ok()) return at.status();
  }
  if (auto status = spool.Flush(); !status.ok()) return status;
  return ListedOrder(std::move(spool), index.size());
}

absl::StatusOr<uint64_t> ListedOrder::Next() {
  if (position_ == chunk_.size()) {
    auto chunk = spool_.Read(next_record_);
    if (!chunk.ok()) return chunk.status();
    if (chunk->size() < kOffsetBytes) return absl::InternalError("the temporary file of targets is damaged");
    next_record_ = Spool::OffsetAfter(next_record_, *chunk);
    chunk_ = *std::move(chunk);
    position_ = 0;
  }
  uint64_t offset = 0;
  std::memcpy(&offset, chunk_.data() + position_, kOffsetBytes);
  position_ += kOffsetBytes;
  ++given_;
  return offset;
}

}  // namespace certsweep::scanner
