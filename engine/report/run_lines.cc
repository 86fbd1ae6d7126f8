#include "engine/report/run_lines.h"

#include <algorithm>
#include <boost/json.hpp>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/base/text.h"
#include "engine/report/csv_rows.h"

namespace certsweep::report {

namespace {

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

}  // namespace

absl::Status VisitRows(estate::Estate& estate, int64_t run,
                       const std::function<absl::Status(const estate::ResultRow&)>& take) {
  absl::Status taken;
  const absl::Status visited = estate.VisitResults(run, {}, [&](const estate::ResultRow& row) {
    taken = take(row);
    return taken.ok();
  });
  return visited.ok() ? taken : visited;
}

absl::Status VisitLines(estate::Estate& estate, int64_t run,
                        const std::function<absl::Status(const ResultLine&)>& take) {
  return VisitRows(estate, run, [&](const estate::ResultRow& row) {
    const absl::StatusOr<ResultLine> line = ParseResultLine(row.json);
    return line.ok() ? take(*line)
                     : Damaged(run, absl::StrCat(row.host, ":", row.port), base::ToStd(line.status().message()));
  });
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

absl::Status WriteJsonlReport(estate::Estate& estate, int64_t run, const TextSink& sink) {
  TextBuffer out(sink);
  const absl::Status status = VisitRows(estate, run, [&out](const estate::ResultRow& row) {
    out.text() += row.json;
    out.text() += '\n';
    return out.Spill();
  });
  return status.ok() ? out.Flush() : status;
}

absl::Status WriteCsvReport(estate::Estate& estate, int64_t run, const TextSink& sink) {
  const absl::StatusOr<std::vector<std::string>> columns = ColumnNames(estate, run);
  if (!columns.ok()) return columns.status();
  TextBuffer out(sink);
  AppendCsvHeader(*columns, out.text());
  const absl::Status status = VisitLines(estate, run, [&](const ResultLine& line) {
    AppendCsvRow(line, *columns, out.text());
    return out.Spill();
  });
  return status.ok() ? out.Flush() : status;
}

}  // namespace certsweep::report
