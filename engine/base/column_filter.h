// ColumnFilter: a condition on the user's own columns of an inventory: `--where site=leeds`. A value; thread-safe.
#ifndef CERTSWEEP_ENGINE_BASE_COLUMN_FILTER_H_
#define CERTSWEEP_ENGINE_BASE_COLUMN_FILTER_H_

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace certsweep::base {

struct ColumnFilter {
  using Columns = std::vector<std::pair<std::string, std::string>>;  // name, value

  std::string column;
  std::string value;  // may be empty, and may hold a '='

  // "site=leeds". InvalidArgument, about the text alone: no '=', nothing before it, or not UTF-8.
  static absl::StatusOr<ColumnFilter> Parse(std::string_view text);

  // Whether some of `columns` has that name, whatever its ASCII case, and exactly that value.
  bool Matches(const Columns& columns) const;
  bool IsAbout(std::string_view column_name) const;
  // As it was parsed.
  std::string ToString() const;

  friend bool operator==(const ColumnFilter&, const ColumnFilter&) = default;
};

// Whether all of `filters` match; without any, everything does.
bool MatchAll(std::span<const ColumnFilter> filters, const ColumnFilter::Columns& columns);

}  // namespace certsweep::base

#endif  // CERTSWEEP_ENGINE_BASE_COLUMN_FILTER_H_
