#include "scanner/progress/progress_line.h"

#include <algorithm>
#include <cstdio>

#include "absl/strings/str_cat.h"
#include "engine/base/duration_text.h"
#include "engine/base/text.h"

namespace certsweep::scanner {
namespace {

constexpr int64_t kSecond = 1'000'000;
constexpr int64_t kRateWindow = 5 * kSecond;
constexpr int64_t kLastDoubling = 40 * kSecond;
constexpr int64_t kLongestPause = 60 * kSecond;
constexpr char kClearLine[] = "\r\x1b[K";

std::string Grouped(uint64_t number) {
  std::string text = std::to_string(number);
  for (size_t i = text.size(); i > 3;) text.insert(i -= 3, 1, ',');
  return text;
}

std::string RateText(double rate) {
  char text[32];
  if (rate >= 9.95) return Grouped(static_cast<uint64_t>(rate + 0.5)) + "/s";
  std::snprintf(text, sizeof(text), "%.1f/s", rate);
  return text;
}

}  // namespace

std::string ProgressLine::Update(const ProgressNumbers& numbers) {
  Remember(numbers);
  if (mode_ == ProgressMode::kTerminal) {
    on_screen_ = true;
    // One column is left free: some terminals wrap when the last one is written to. All of it is ASCII.
    return kClearLine + Text(numbers).substr(0, width_ - 1);
  }
  if (numbers.elapsed_us < next_plain_us_) return {};
  // After a long silence (the process was stopped) one line, not one for each that was missed.
  while (next_plain_us_ <= numbers.elapsed_us) {
    next_plain_us_ += next_plain_us_ < kLastDoubling ? next_plain_us_ : kLongestPause;
  }
  return Text(numbers) + "\n";
}

std::string ProgressLine::Clear() {
  if (!on_screen_) return {};
  on_screen_ = false;
  return kClearLine;
}

std::string ProgressLine::Text(const ProgressNumbers& numbers) const {
  const double rate = RatePerSecond(numbers);
  std::string text = Grouped(numbers.done);
  if (numbers.expected > 0) absl::StrAppend(&text, "/", Grouped(std::max(numbers.expected, numbers.done)));
  absl::StrAppend(&text, " done, ", RateText(rate));
  if (numbers.expected > numbers.done) {
    const auto left = static_cast<double>(numbers.expected - numbers.done);
    absl::StrAppend(&text, ", ETA ", rate > 0 ? base::DurationText(left / rate) : "-");
  }
  for (size_t i = 0; i < numbers.verdicts.size(); ++i) {
    if (numbers.verdicts[i] == 0) continue;
    const std::string_view name = pki::VerdictName(static_cast<pki::Verdict>(i));
    absl::StrAppend(&text, ", ", base::ToAbsl(name), " ", Grouped(numbers.verdicts[i]));
  }
  return text;
}

void ProgressLine::Remember(const ProgressNumbers& numbers) {
  samples_.push_back({numbers.elapsed_us, numbers.done});
  // The oldest that stays is the youngest of those beyond the window.
  while (samples_.size() > 2 && samples_[1].elapsed_us <= numbers.elapsed_us - kRateWindow) samples_.pop_front();
}

double ProgressLine::RatePerSecond(const ProgressNumbers& numbers) const {
  const Sample from =
      samples_.empty() || samples_.front().elapsed_us > numbers.elapsed_us - kSecond ? Sample{0, 0} : samples_.front();
  const int64_t elapsed = numbers.elapsed_us - from.elapsed_us;
  if (elapsed <= 0 || numbers.done < from.done) return 0;
  return static_cast<double>(numbers.done - from.done) * kSecond / static_cast<double>(elapsed);
}

}  // namespace certsweep::scanner
