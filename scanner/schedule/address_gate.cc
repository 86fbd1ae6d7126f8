#include "scanner/schedule/address_gate.h"

#include "absl/hash/hash.h"

namespace certsweep::scanner {

namespace {

// An IPv4-mapped IPv6 address is the same machine as the IPv4 address in it.
std::string KeyOf(const base::IpAddress& address) { return std::string(base::AsText(address.Unmapped().bytes())); }

}  // namespace

AddressGate::Shard& AddressGate::ShardOf(const std::string& key) {
  return shards_[absl::Hash<std::string>()(key) % shards_.size()];
}

bool AddressGate::TryEnter(const base::IpAddress& address) {
  const std::string key = KeyOf(address);
  Shard& shard = ShardOf(key);
  const std::lock_guard lock(shard.mutex);
  int& inside = shard.inside[key];
  if (inside >= kAtOnce) return false;
  ++inside;
  return true;
}

void AddressGate::Leave(const base::IpAddress& address) {
  const std::string key = KeyOf(address);
  Shard& shard = ShardOf(key);
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.inside.find(key);
  if (found != shard.inside.end() && --found->second == 0) shard.inside.erase(found);
}

}  // namespace certsweep::scanner
