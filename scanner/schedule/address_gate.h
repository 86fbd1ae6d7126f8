// AddressGate: never more than two handshakes at once with one address, whatever the ports and names. Thread-safe.
#ifndef CERTSWEEP_SCANNER_SCHEDULE_ADDRESS_GATE_H_
#define CERTSWEEP_SCANNER_SCHEDULE_ADDRESS_GATE_H_

#include <array>
#include <mutex>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "engine/base/ip_address.h"

namespace certsweep::scanner {

class AddressGate {
 public:
  static constexpr int kAtOnce = 2;

  // True: entered; Leave must follow. False: full; try again later.
  bool TryEnter(const base::IpAddress& address);
  void Leave(const base::IpAddress& address);

 private:
  struct Shard {
    std::mutex mutex;
    absl::flat_hash_map<std::string, int> inside;
  };
  Shard& ShardOf(const std::string& key);

  std::array<Shard, 16> shards_;
};

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_SCHEDULE_ADDRESS_GATE_H_
