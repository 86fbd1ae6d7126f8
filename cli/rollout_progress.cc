#include "cli/rollout_progress.h"

#include "absl/strings/str_cat.h"
#include "cli/replace_text.h"
#include "engine/base/duration_text.h"

namespace certsweep::cli {

namespace {

using replacer::JobState;

constexpr char kClearLine[] = "\r\x1b[K";

}  // namespace

std::string RolloutProgress::Update(const estate::JobRow& job, JobState state, const std::string& detail,
                                    int64_t now_us) {
  if (mode_ == RolloutProgressMode::kLog) return JobLine(job, state, detail);
  Count(job.id, state);
  const bool is_told = replacer::IsEnd(state) || !detail.empty();
  std::string text = Clear();
  if (is_told) text += JobLine(job, state, detail);
  on_screen_ = true;
  // One column is left free: some terminals wrap when the last one is written to. All of it is ASCII.
  return absl::StrCat(text, Line(now_us).substr(0, width_ - 1));
}

std::string RolloutProgress::Clear() {
  if (!on_screen_) return {};
  on_screen_ = false;
  return kClearLine;
}

void RolloutProgress::Count(int64_t job, JobState state) {
  if (replacer::IsEnd(state)) {
    at_work_.erase(job);
    ended_.Count(state);
  } else if (state == JobState::kPending) {
    at_work_.erase(job);
  } else {
    at_work_.insert(job);
  }
}

std::string RolloutProgress::Line(int64_t now_us) const {
  std::string line = absl::StrCat(ended_.jobs, "/", jobs_, " jobs, ", at_work_.size(), " at work");
  if (ended_.jobs > 0 && ended_.jobs < jobs_) {
    const double seconds = static_cast<double>(now_us - begun_us_) / 1e6;
    const double left = seconds / static_cast<double>(ended_.jobs) * static_cast<double>(jobs_ - ended_.jobs);
    absl::StrAppend(&line, ", ETA ", base::DurationText(left));
  }
  const std::string counts = CountsText(ended_);
  return counts.empty() ? line : absl::StrCat(line, ", ", counts);
}

}  // namespace certsweep::cli
