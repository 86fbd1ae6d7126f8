// TargetSpooler takes lines that were read, counts them, and writes what they name to the spool: a record an endpoint
// that was listed, a record a network. Not thread-safe.
#ifndef CERTSWEEP_SCANNER_TARGETS_TARGET_SPOOLER_H_
#define CERTSWEEP_SCANNER_TARGETS_TARGET_SPOOLER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/probe/target_syntax.h"
#include "scanner/targets/exclusions.h"
#include "scanner/targets/inventory.h"
#include "scanner/targets/problem_list.h"
#include "scanner/targets/spool.h"
#include "scanner/targets/spool_record.h"
#include "scanner/targets/target_source.h"

namespace certsweep::scanner {

// Where a line comes from: "estate.csv:17", or the name alone for an argument.
struct Place {
  std::string_view name;
  uint64_t line = 0;  // 0: none

  std::string ToString() const;
};

class TargetSpooler {
 public:
  // All must outlive it. `ports`: for targets without their own, no duplicates. Of `options` it takes `skip_invalid`
  // and `where`.
  TargetSpooler(const Exclusions& exclusions, const std::vector<uint16_t>& ports, const TargetOptions& options,
                Spool& spool)
      : exclusions_(exclusions),
        ports_(ports),
        skip_invalid_(options.skip_invalid),
        where_(options.where),
        spool_(spool) {}

  // A line, or what is wrong with it. Only a failed spool is an error.
  absl::Status Take(const Place& place, const absl::StatusOr<probe::Target>& target);
  // `columns`: what NumberColumns gave for the row's inventory.
  absl::Status TakeRow(const Place& place, const absl::StatusOr<InventoryRow>& row,
                       const std::vector<uint32_t>& columns);
  // A problem that can't be skipped, for what follows can't be read.
  void Refuse(const Place& place, std::string_view message) { problems_.Add(place.ToString(), message); }

  // Numbers of an inventory's own columns; names that another inventory had (whatever their case) share its number.
  std::vector<uint32_t> NumberColumns(const std::vector<std::string>& names);

  // Once all was read: a filter is about a column that no inventory has.
  void CheckFilters();

  ProblemList& problems() { return problems_; }
  const ProblemList& skipped() const { return skipped_; }
  const std::vector<std::string>& column_names() const { return column_names_; }
  // `lines`, `excluded` and `skipped` are final; the others are not known yet.
  const TargetAccounting& accounting() const { return accounting_; }
  // Records of endpoints in the spool.
  uint64_t listed() const { return listed_; }

 private:
  void TakeInvalid(const Place& place, const absl::Status& status);
  // Whether a row with these values of its columns is asked for.
  bool Matches(const ListedEndpoint& endpoint) const;
  absl::Status TakeRange(const base::AddressRange& range);
  absl::Status TakeHost(const probe::HostTarget& target, ListedEndpoint endpoint);
  absl::Status Append(const SpoolRecord& record);

  const Exclusions& exclusions_;
  const std::vector<uint16_t>& ports_;
  const bool skip_invalid_;
  const std::vector<base::ColumnFilter>& where_;
  Spool& spool_;
  ProblemList problems_;
  ProblemList skipped_;
  std::vector<std::string> column_names_;
  TargetAccounting accounting_;
  uint64_t listed_ = 0;
};

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_TARGETS_TARGET_SPOOLER_H_
