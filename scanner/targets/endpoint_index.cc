#include "scanner/targets/endpoint_index.h"

#include <algorithm>
#include <string>

#include "engine/base/bytes.h"

namespace certsweep::scanner {

namespace {

EndpointHash HashKey(std::string_view host, const std::optional<base::IpAddress>& address, uint16_t port) {
  std::string key;
  key += static_cast<char>(port >> 8);
  key += static_cast<char>(port & 0xff);
  const base::Bytes bytes = address ? address->bytes() : base::Bytes();
  key += static_cast<char>(bytes.size());
  key += base::AsText(bytes);
  key += host;
  const base::Sha256Digest digest = base::Sha256(base::AsBytes(key));
  EndpointHash hash;
  for (size_t i = 0; i < 8; ++i) {
    hash.high = (hash.high << 8) | digest[i];
    hash.low = (hash.low << 8) | digest[i + 8];
  }
  return hash;
}

}  // namespace

EndpointHash HashAddress(const base::IpAddress& address, uint16_t port) { return HashKey({}, address, port); }

EndpointHash HashEndpoint(std::string_view host, const std::optional<base::IpAddress>& address, uint16_t port) {
  const bool own_host = address && host == address->ToString();
  return HashKey(own_host ? std::string_view() : host, address, port);
}

void EndpointIndex::Sort() { std::sort(entries_.begin(), entries_.end()); }

std::optional<uint64_t> EndpointIndex::FirstOffset(const EndpointHash& hash) const {
  const auto at = std::lower_bound(entries_.begin(), entries_.end(), Entry{hash, 0});
  if (at == entries_.end() || at->hash != hash) return std::nullopt;
  return at->offset;
}

absl::Status EndpointIndex::Merge(const std::function<absl::StatusOr<uint64_t>(std::span<const Entry>)>& merge) {
  size_t kept = 0;
  for (size_t begin = 0; begin < entries_.size();) {
    size_t end = begin + 1;
    while (end < entries_.size() && entries_[end].hash == entries_[begin].hash) ++end;
    Entry entry = entries_[begin];
    if (end - begin > 1) {
      auto offset = merge(std::span<const Entry>(entries_).subspan(begin, end - begin));
      if (!offset.ok()) return offset.status();
      entry.offset = *offset;
    }
    entries_[kept++] = entry;
    begin = end;
  }
  entries_.resize(kept);
  return absl::OkStatus();
}

}  // namespace certsweep::scanner
