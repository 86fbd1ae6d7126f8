// EndpointIndex: where in the spool each listed endpoint stands, while lists are read: 24 bytes each, sorted by a hash
// of what tells endpoints apart (host, address, port). The order of hashes spreads neighbours. Thread-safe once it is
// sorted and merged.
#ifndef CERTSWEEP_SCANNER_TARGETS_ENDPOINT_INDEX_H_
#define CERTSWEEP_SCANNER_TARGETS_ENDPOINT_INDEX_H_

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/ip_address.h"

namespace certsweep::scanner {

// Half of a SHA-256: two endpoints do not share one, even where somebody tries.
struct EndpointHash {
  uint64_t high = 0;
  uint64_t low = 0;

  friend auto operator<=>(const EndpointHash&, const EndpointHash&) = default;
};

EndpointHash HashEndpoint(std::string_view host, const std::optional<base::IpAddress>& address, uint16_t port);
// Of an address that is its own host: cheaper, for walks over networks.
EndpointHash HashAddress(const base::IpAddress& address, uint16_t port);

class EndpointIndex {
 public:
  struct Entry {
    EndpointHash hash;
    uint64_t offset = 0;

    friend auto operator<=>(const Entry&, const Entry&) = default;
  };
  static_assert(sizeof(Entry) == 24);

  // Makes room for exactly `count` entries.
  void Reserve(size_t count) { entries_.reserve(count); }
  void Add(const EndpointHash& hash, uint64_t offset) { entries_.push_back({hash, offset}); }
  void Sort();

  // The lowest offset that was added for `hash`. REQUIRES: Sort was called.
  std::optional<uint64_t> FirstOffset(const EndpointHash& hash) const;

  // Leaves one entry a hash: where there are several, `merge` gets them by offset and gives the offset that stands for
  // all. REQUIRES: Sort was called.
  absl::Status Merge(const std::function<absl::StatusOr<uint64_t>(std::span<const Entry>)>& merge);

  size_t size() const { return entries_.size(); }
  uint64_t offset(size_t i) const { return entries_[i].offset; }

 private:
  std::vector<Entry> entries_;
};

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_TARGETS_ENDPOINT_INDEX_H_
