// Exclusions: addresses and host names that are not to be touched. Thread-safe once it was loaded.
#ifndef CERTSWEEP_SCANNER_TARGETS_EXCLUSIONS_H_
#define CERTSWEEP_SCANNER_TARGETS_EXCLUSIONS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "engine/base/ip_address.h"
#include "engine/probe/target_syntax.h"
#include "scanner/targets/address_set.h"
#include "scanner/targets/problem_list.h"

namespace certsweep::scanner {

class Exclusions {
 public:
  // One `--exclude`: an address, a network, a range, or else the path of a file of such and of host names, one a line.
  // What is wrong with it goes to `problems`, and is never skipped: it would be touched. The Status of a file that
  // can't be read.
  absl::Status Load(const std::string& text, ProblemList& problems);

  void Add(const base::AddressRange& range) { addresses_.Add(range); }

  bool Excludes(const base::IpAddress& address) const { return addresses_.Contains(address); }
  // By its name or by its address. Names are compared as a whole.
  bool Excludes(const probe::HostTarget& target) const;
  // What is left of `range`.
  std::vector<base::AddressRange> Remaining(const base::AddressRange& range) const { return addresses_.Missing(range); }

 private:
  absl::Status LoadFile(const std::string& path, ProblemList& problems);
  absl::Status AddLine(std::string_view text);

  AddressSet addresses_;
  absl::flat_hash_set<std::string> hosts_;
};

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_TARGETS_EXCLUSIONS_H_
