#include "engine/report/run_text.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/rfc3339.h"
#include "engine/base/text.h"

namespace certsweep::report {

namespace {

constexpr size_t kLongestCommand = 1000;

// " so far", of as many as were known when it began.
std::string ResultsText(const estate::RunInfo& run) {
  std::string text = absl::StrCat(GroupedNumber(run.results), run.results == 1 ? " result" : " results");
  // What names resolve to is not known at the beginning: fewer than there are results says nothing.
  if (run.start.endpoints > run.results) absl::StrAppend(&text, " of ", GroupedNumber(run.start.endpoints));
  return text;
}

std::string EndText(const estate::RunInfo& run) {
  if (run.end) {
    return absl::StrCat(base::FormatRfc3339(run.end->finished_unix_seconds),
                        run.end->interrupted ? ", interrupted" : "");
  }
  if (!run.touched_unix_seconds) return "still going, or was killed";
  return absl::StrCat("still going, or was killed; last result ", base::FormatRfc3339(*run.touched_unix_seconds));
}

}  // namespace

std::string IncompleteRunNote(const estate::RunInfo& run) {
  if (run.end && !run.end->interrupted) return {};
  if (run.end) return absl::StrCat("run ", run.id, " was interrupted: this tells of ", ResultsText(run));
  return absl::StrCat("run ", run.id, " is still going, or was killed: this tells of ", ResultsText(run), " so far");
}

int64_t TimeOfRun(const estate::RunInfo& run) {
  if (run.end) return run.end->finished_unix_seconds;
  return run.touched_unix_seconds.value_or(run.start.started_unix_seconds);
}

std::string RenderRunHead(const estate::RunInfo& run, const TableOptions& options) {
  const bool whole = run.end && !run.end->interrupted;
  const std::vector<std::vector<TableCell>> rows = {
      {{"Run"}, {absl::StrCat(run.id), TextColor::kBold}},
      {{"Began"}, {base::FormatRfc3339(run.start.started_unix_seconds)}},
      {{"Ended"}, {EndText(run), whole ? TextColor::kNone : TextColor::kYellow}},
      {{"Command"}, {base::DisplayText(run.start.command, kLongestCommand)}},
  };
  return RenderTable({{""}, {""}}, rows, options);
}

}  // namespace certsweep::report
