#include "engine/config/change_window.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "engine/base/text.h"

namespace certsweep::config {

namespace {

constexpr int kDaysOfWeek = 7;
constexpr int kDay = 86'400;
constexpr int kWeek = kDaysOfWeek * kDay;
constexpr std::array<std::string_view, kDaysOfWeek> kDayNames = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

struct Days {
  int first;
  int count;
};

absl::Status Bad(absl::string_view part, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("\"", base::DisplayText(base::ToStd(part), 64), "\" ", what));
}

std::optional<int> ParseDay(absl::string_view text) {
  for (int day = 0; day < kDaysOfWeek; ++day) {
    if (base::EqualsIgnoreAsciiCase(base::ToStd(text), kDayNames[static_cast<size_t>(day)])) return day;
  }
  return std::nullopt;
}

// "Sat", "Fri-Mon", "daily"
std::optional<Days> ParseDays(absl::string_view text) {
  if (base::EqualsIgnoreAsciiCase(base::ToStd(text), "daily")) return Days{0, kDaysOfWeek};
  const std::vector<absl::string_view> ends = absl::StrSplit(text, '-');
  if (ends.size() > 2) return std::nullopt;
  const auto first = ParseDay(ends.front());
  const auto last = ParseDay(ends.back());
  if (!first || !last) return std::nullopt;
  return Days{*first, (*last - *first + kDaysOfWeek) % kDaysOfWeek + 1};
}

// "05:30", up to "24:00", in seconds.
std::optional<int> ParseTime(absl::string_view text) {
  const bool is_form = text.size() == 5 && text[2] == ':' && std::all_of(text.begin(), text.end(), [](unsigned char c) {
                         return absl::ascii_isdigit(c) || c == ':';
                       });
  if (!is_form || std::count(text.begin(), text.end(), ':') != 1) return std::nullopt;
  const auto digits = [text](size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
  const int minutes = digits(3);
  const int seconds = (digits(0) * 60 + minutes) * 60;
  return minutes < 60 && seconds <= kDay ? std::optional(seconds) : std::nullopt;
}

// "22:00-05:00": within a day, from its beginning.
std::optional<ChangeWindow::Hours> ParseHours(absl::string_view text) {
  const std::vector<absl::string_view> ends = absl::StrSplit(text, '-');
  if (ends.size() != 2) return std::nullopt;
  const auto begin = ParseTime(ends[0]);
  const auto end = ParseTime(ends[1]);
  if (!begin || !end || *begin == kDay) return std::nullopt;
  return ChangeWindow::Hours{*begin, *end > *begin ? *end : *end + kDay};
}

absl::Status AppendPart(absl::string_view part, std::vector<ChangeWindow::Hours>& hours) {
  const std::vector<absl::string_view> words = absl::StrSplit(part, ' ', absl::SkipEmpty());
  if (words.size() == 3 && base::EqualsIgnoreAsciiCase(base::ToStd(words[2]), "UTC")) {
    return Bad(part, "has UTC in it, which stands once, at the end, for all of it");
  }
  if (words.size() != 2) return Bad(part, "is no window such as Sat 22:00-05:00");
  const auto days = ParseDays(words[0]);
  if (!days) return Bad(words[0], "is no day: Mon, Tue, Wed, Thu, Fri, Sat, Sun, two of them as Mon-Fri, or daily");
  const auto within_day = ParseHours(words[1]);
  if (!within_day) return Bad(words[1], "is no time such as 22:00-05:00");
  const auto [begin, end] = *within_day;
  if (end - begin == kDay && words[1] != "00:00-24:00")
    return Bad(words[1], "ends when it begins: a whole day is 00:00-24:00");
  for (int i = 0; i < days->count; ++i) {
    const int day = (days->first + i) % kDaysOfWeek * kDay;
    hours.push_back({day + begin, day + end});
  }
  return absl::OkStatus();
}

int SecondsSinceMonday(const std::tm& time) {
  const int day = (time.tm_wday + kDaysOfWeek - 1) % kDaysOfWeek;
  const int second = std::min(time.tm_sec, 59);  // a leap second belongs to its minute
  return day * kDay + (time.tm_hour * 60 + time.tm_min) * 60 + second;
}

}  // namespace

int UtcWallClock(int64_t unix_seconds) {
  constexpr int64_t kMondayBeforeEpoch = 3;  // 1970 began on a Thursday
  const int64_t second = (unix_seconds % kWeek + kMondayBeforeEpoch * kDay + kWeek) % kWeek;
  return static_cast<int>(second);
}

int LocalWallClock(int64_t unix_seconds) {
  const std::time_t time = unix_seconds;
  std::tm local = {};
  // Fails for years that no int holds alone.
  return localtime_r(&time, &local) == nullptr ? UtcWallClock(unix_seconds) : SecondsSinceMonday(local);
}

absl::StatusOr<ChangeWindow> ChangeWindow::Parse(std::string_view text) {
  ChangeWindow window;
  window.text = std::string(text);
  absl::string_view rest = absl::StripAsciiWhitespace(base::ToAbsl(text));
  constexpr size_t kUtcSize = 4;
  if (rest.size() > kUtcSize && base::EqualsIgnoreAsciiCase(base::ToStd(rest.substr(rest.size() - kUtcSize)), " UTC")) {
    window.is_utc = true;
    rest.remove_suffix(kUtcSize);
  }
  for (const absl::string_view part : absl::StrSplit(rest, ',')) {
    absl::Status status = AppendPart(absl::StripAsciiWhitespace(part), window.hours);
    if (!status.ok()) return status;
  }
  return window;
}

bool ChangeWindow::Contains(int64_t unix_seconds) const { return Contains(unix_seconds, LocalWallClock); }

bool ChangeWindow::Contains(int64_t unix_seconds, const WallClock& local) const {
  const int now = is_utc ? UtcWallClock(unix_seconds) : local(unix_seconds);
  return std::any_of(hours.begin(), hours.end(), [now](const Hours& open) {
    return (now >= open.begin && now < open.end) || now + kWeek < open.end;
  });
}

}  // namespace certsweep::config
