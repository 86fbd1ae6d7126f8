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
#include "scanner/targets/line_reader.h"
#include "scanner/targets/problem_list.h"

namespace certsweep::scanner {

class Exclusions {
 public:
  // Whether a `--exclude` is the path of a file: it is no address, network or range, nor meant as one.
  static bool NamesFile(std::string_view text);

  // What is wrong goes to `problems`, and is never skipped: it would be touched. One `--exclude` that names no file:
  void AddText(std::string_view text, ProblemList& problems);
  // The file of such and of host names, one a line, that messages call `name`. The Status of a failed read.
  absl::Status AddFile(std::string_view name, LineReader& lines, ProblemList& problems);

  void Add(const base::AddressRange& range) { addresses_.Add(range); }

  bool Excludes(const base::IpAddress& address) const { return addresses_.Contains(address); }
  // By its name or by its address. Names are compared as a whole.
  bool Excludes(const probe::HostTarget& target) const;
  // What is left of `range`.
  std::vector<base::AddressRange> Remaining(const base::AddressRange& range) const { return addresses_.Missing(range); }

 private:
  absl::Status AddLine(std::string_view text);

  AddressSet addresses_;
  absl::flat_hash_set<std::string> hosts_;
};

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_TARGETS_EXCLUSIONS_H_
