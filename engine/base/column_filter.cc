#include "engine/base/column_filter.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/text.h"

namespace certsweep::base {

absl::StatusOr<ColumnFilter> ColumnFilter::Parse(std::string_view text) {
  const auto bad = [text](const char* what) {
    return absl::InvalidArgumentError(absl::StrCat("\"", DisplayText(text, 128), "\" ", what));
  };
  if (!IsValidUtf8(text)) return bad("is not UTF-8");
  const size_t equals = text.find('=');
  if (equals == std::string_view::npos) return bad("is not COLUMN=VALUE");
  if (equals == 0) return bad("names no column before its =");
  return ColumnFilter{std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))};
}

bool ColumnFilter::Matches(const Columns& columns) const {
  return std::any_of(columns.begin(), columns.end(),
                     [this](const auto& have) { return have.second == value && IsAbout(have.first); });
}

bool ColumnFilter::IsAbout(std::string_view column_name) const { return EqualsIgnoreAsciiCase(column_name, column); }

std::string ColumnFilter::ToString() const { return column + "=" + value; }

bool MatchAll(std::span<const ColumnFilter> filters, const ColumnFilter::Columns& columns) {
  return std::all_of(filters.begin(), filters.end(),
                     [&columns](const ColumnFilter& filter) { return filter.Matches(columns); });
}

}  // namespace certsweep::base
