// Inventory: what the header of an inventory (CSV) says about its columns, and what a row then means.
// Thread-safe: immutable values.
#ifndef CERTSWEEP_SCANNER_TARGETS_INVENTORY_H_
#define CERTSWEEP_SCANNER_TARGETS_INVENTORY_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/probe/target_syntax.h"

namespace certsweep::scanner {

struct InventoryRow {
  probe::HostTarget target;
  std::vector<std::string> identities;  // normalised, in order, without duplicates; never empty
  std::vector<std::string> values;      // of the user's own columns
};

class InventoryHeader {
 public:
  // Whether the first line of a file is meant as a header: it has a column that is a known one, or nearly.
  static bool LooksLike(std::string_view line);

  // InvalidArgument (one line of text a problem): no `host`, a column named twice or not at all, a column that is
  // nearly a known one ("adress").
  static absl::StatusOr<InventoryHeader> Parse(const std::vector<std::string>& fields);

  // The user's own columns, in order. Those of a replacement (ssh_host ...) are among them: a scan carries them
  // through.
  const std::vector<std::string>& own_columns() const { return own_columns_; }

  // InvalidArgument: one line about the first thing that is wrong with the row.
  absl::StatusOr<InventoryRow> ParseRow(const std::vector<std::string>& fields) const;

 private:
  absl::StatusOr<probe::HostTarget> ParseTargetFields(const std::vector<std::string>& fields) const;

  size_t columns_ = 0;
  size_t host_ = 0;
  std::optional<size_t> port_;
  std::optional<size_t> address_;
  std::optional<size_t> names_;
  std::vector<size_t> own_;
  std::vector<std::string> own_columns_;
};

// The known column that `name` is, or is nearly: one slip of the finger away (for `address` two). Exposed for tests.
std::optional<std::string_view> NearestColumn(std::string_view name);

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_TARGETS_INVENTORY_H_
