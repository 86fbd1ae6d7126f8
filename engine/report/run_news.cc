#include "engine/report/run_news.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace certsweep::report {
namespace {

absl::StatusOr<std::optional<estate::RunInfo>> NewestWholeBefore(estate::Estate& estate, int64_t run) {
  std::optional<estate::RunInfo> found;
  const absl::Status status = estate.VisitRuns([&](const estate::RunInfo& other) {
    if (other.id < run && EndedWhole(other)) found = other;
    return !found;
  });
  if (!status.ok()) return status;
  return found;
}

}  // namespace

absl::StatusOr<std::optional<RunNews>> FindRunNews(estate::Estate& estate, int64_t run, SharedKeyCount shared_keys) {
  const absl::StatusOr<std::optional<estate::RunInfo>> after = estate.FindRun(run);
  if (!after.ok()) return after.status();
  if (!*after) return absl::NotFoundError(absl::StrCat("the record has no run ", run));
  const absl::StatusOr<std::optional<estate::RunInfo>> before = NewestWholeBefore(estate, run);
  if (!before.ok()) return before.status();
  if (!*before) return std::nullopt;
  absl::StatusOr<DiffCounts> counts =
      CompareRuns(estate, **before, **after, [](const RunChange&) { return true; }, shared_keys);
  if (!counts.ok()) return counts.status();
  return RunNews{.since = (*before)->id, .counts = *std::move(counts)};
}

std::string DescribeNews(const RunNews& news) {
  DiffCounts counts = news.counts;
  counts.kinds[static_cast<size_t>(ChangeKind::kOther)] = 0;
  const std::string text = DescribeCounts(counts);
  if (text.empty()) return absl::StrCat("nothing new since run ", news.since);
  return absl::StrCat("new since run ", news.since, ": ", text);
}

}  // namespace certsweep::report
