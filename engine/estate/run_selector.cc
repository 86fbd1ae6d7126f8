#include "engine/estate/run_selector.h"

#include <charconv>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/rfc3339.h"
#include "engine/base/text.h"

namespace certsweep::estate {
namespace {

constexpr int64_t kDay = 86400;
constexpr size_t kDateLength = std::string_view("2026-01-02").size();
constexpr size_t kLongestShown = 80;

std::optional<int64_t> ParseNumber(std::string_view text) {
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 1) return std::nullopt;
  return number;
}

// The newest run that `is_it` says yes to; none.
template <typename IsIt>
absl::StatusOr<std::optional<RunInfo>> Newest(Estate& estate, IsIt is_it) {
  std::optional<RunInfo> found;
  const absl::Status status = estate.VisitRuns([&](const RunInfo& run) {
    if (is_it(run)) found = run;
    return !found;
  });
  if (!status.ok()) return status;
  return found;
}

absl::StatusOr<RunInfo> OrNotFound(absl::StatusOr<std::optional<RunInfo>> run, std::string_view why) {
  if (!run.ok()) return run.status();
  if (!*run) return absl::NotFoundError(base::ToAbsl(why));
  return **std::move(run);
}

}  // namespace

absl::StatusOr<RunSelector> RunSelector::Parse(std::string_view text) {
  if (text == "latest") return RunSelector(Kind::kLatest, 0, text);
  if (text == "previous") return RunSelector(Kind::kPrevious, 0, text);
  if (text == "last-week") return RunSelector(Kind::kLastWeek, 0, text);
  if (const std::optional<int64_t> number = ParseNumber(text)) return RunSelector(Kind::kNumber, *number, text);
  const absl::StatusOr<int64_t> time = base::ParseRfc3339(text);
  if (time.ok()) return RunSelector(Kind::kTime, text.size() == kDateLength ? *time + kDay - 1 : *time, text);
  return absl::InvalidArgumentError(
      absl::StrCat("\"", base::DisplayText(text, kLongestShown),
                   "\" names no run: latest, previous, last-week, a number, or a date such as 2026-01-02"));
}

absl::StatusOr<RunInfo> RunSelector::Find(Estate& estate, int64_t now_unix_seconds) const {
  switch (kind_) {
    case Kind::kLatest:
      return OrNotFound(estate.LatestRun(), "the record has no run yet");
    case Kind::kPrevious: {
      int seen = 0;
      return OrNotFound(Newest(estate, [&seen](const RunInfo&) { return ++seen == 2; }),
                        "the record has no run before the latest");
    }
    case Kind::kNumber:
      return OrNotFound(estate.FindRun(value_), absl::StrCat("the record has no run ", value_));
    case Kind::kLastWeek:
      return NewestBegunBy(estate, now_unix_seconds - 7 * kDay);
    case Kind::kTime:
      break;
  }
  return NewestBegunBy(estate, value_);
}

absl::StatusOr<RunInfo> RunSelector::NewestBegunBy(Estate& estate, int64_t unix_seconds) const {
  return OrNotFound(
      Newest(estate, [unix_seconds](const RunInfo& run) { return run.start.started_unix_seconds <= unix_seconds; }),
      absl::StrCat("the record has no run that began by ", base::FormatRfc3339(unix_seconds), " (", text_, ")"));
}

}  // namespace certsweep::estate
