#include "engine/report/run_lines.h"

#include <algorithm>
#include <boost/json.hpp>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/base/spelling.h"
#include "engine/base/text.h"
#include "engine/report/csv_rows.h"

namespace certsweep::report {

namespace {

constexpr size_t kMostNamesShown = 20;

absl::Status Damaged(int64_t run, std::string_view what, std::string_view why) {
  return absl::DataLossError(absl::StrCat("run ", run, ", ", base::DisplayText(what), ": what the record has of it ",
                                          "can't be read (", base::DisplayText(why), ")"));
}

// Puts the names of `set` that are new after the one that they follow there.
void MergeNames(const boost::json::object& set, std::vector<std::string>& names) {
  size_t place = 0;
  for (const auto& member : set) {
    const std::string_view name(member.key().data(), member.key().size());
    const auto known = std::find(names.begin(), names.end(), name);
    const auto here = known != names.end() ? known : names.emplace(names.begin() + static_cast<ptrdiff_t>(place), name);
    place = static_cast<size_t>(here - names.begin()) + 1;
  }
}

absl::Status VisitAll(estate::Estate& estate, int64_t run,
                      const std::function<absl::Status(const estate::ResultRow&)>& take) {
  absl::Status taken;
  const absl::Status visited = estate.VisitResults(run, {}, [&](const estate::ResultRow& row) {
    taken = take(row);
    return taken.ok();
  });
  return visited.ok() ? taken : visited;
}

// Rows with their lines; of those alone that match.
absl::Status VisitBoth(estate::Estate& estate, const RunSlice& slice,
                       const std::function<absl::Status(const estate::ResultRow&, const ResultLine&)>& take) {
  return VisitAll(estate, slice.run, [&](const estate::ResultRow& row) {
    const absl::StatusOr<ResultLine> line = ParseResultLine(row.json);
    if (!line.ok())
      return Damaged(slice.run, absl::StrCat(row.host, ":", row.port), base::ToStd(line.status().message()));
    return base::MatchAll(slice.where, line->columns) ? take(row, *line) : absl::OkStatus();
  });
}

std::string UnknownColumn(const RunSlice& slice, const std::string& name, const std::vector<std::string>& known) {
  std::string text = absl::StrCat("no result of run ", slice.run, " has a column '", base::DisplayText(name), "'");
  const std::vector<std::string_view> names(known.begin(), known.end());
  const std::string_view nearest = base::NearestName(name, names);
  if (!nearest.empty()) return absl::StrCat(text, "; did you mean '", base::DisplayText(nearest), "'?");
  const size_t shown = std::min(names.size(), kMostNamesShown);
  for (size_t i = 0; i < shown; ++i) {
    absl::StrAppend(&text, i == 0 ? " (there are: " : ", ", base::DisplayText(names[i]));
  }
  return absl::StrCat(text, names.empty() ? "" : shown < names.size() ? ", ...)" : ")");
}

}  // namespace

absl::Status VisitRows(estate::Estate& estate, const RunSlice& slice,
                       const std::function<absl::Status(const estate::ResultRow&)>& take) {
  if (slice.where.empty()) return VisitAll(estate, slice.run, take);
  return VisitBoth(estate, slice, [&take](const estate::ResultRow& row, const ResultLine&) { return take(row); });
}

absl::Status VisitLines(estate::Estate& estate, const RunSlice& slice,
                        const std::function<absl::Status(const ResultLine&)>& take) {
  return VisitBoth(estate, slice, [&take](const estate::ResultRow&, const ResultLine& line) { return take(line); });
}

absl::StatusOr<std::vector<std::string>> ColumnNames(estate::Estate& estate, int64_t run) {
  std::vector<std::string> names;
  absl::Status status;
  const absl::Status visited = estate.VisitColumnSets(run, [&](std::string_view set) {
    boost::system::error_code error;
    const boost::json::value value = boost::json::parse({set.data(), set.size()}, error);
    if (error || !value.is_object()) {
      status = Damaged(run, "columns", error ? error.message() : "no JSON object");
      return false;
    }
    MergeNames(value.get_object(), names);
    return true;
  });
  if (!visited.ok()) return visited;
  if (!status.ok()) return status;
  return names;
}

absl::Status CheckColumns(estate::Estate& estate, const RunSlice& slice) {
  if (slice.where.empty()) return absl::OkStatus();
  const absl::StatusOr<std::vector<std::string>> names = ColumnNames(estate, slice.run);
  if (!names.ok()) return names.status();
  for (const base::ColumnFilter& filter : slice.where) {
    const bool known =
        std::any_of(names->begin(), names->end(), [&filter](const std::string& name) { return filter.IsAbout(name); });
    if (!known) return absl::InvalidArgumentError(UnknownColumn(slice, filter.column, *names));
  }
  return absl::OkStatus();
}

absl::Status WriteJsonlReport(estate::Estate& estate, const RunSlice& slice, const TextSink& sink) {
  TextBuffer out(sink);
  const absl::Status status = VisitRows(estate, slice, [&out](const estate::ResultRow& row) {
    out.text() += row.json;
    out.text() += '\n';
    return out.Spill();
  });
  return status.ok() ? out.Flush() : status;
}

absl::Status WriteCsvReport(estate::Estate& estate, const RunSlice& slice, const TextSink& sink) {
  const absl::StatusOr<std::vector<std::string>> columns = ColumnNames(estate, slice.run);
  if (!columns.ok()) return columns.status();
  TextBuffer out(sink);
  AppendCsvHeader(*columns, out.text());
  const absl::Status status = VisitLines(estate, slice, [&](const ResultLine& line) {
    AppendCsvRow(line, *columns, out.text());
    return out.Spill();
  });
  return status.ok() ? out.Flush() : status;
}

}  // namespace certsweep::report
