#include "engine/base/rfc3339.h"

#include <algorithm>
#include <chrono>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/text.h"

namespace certsweep::base {
namespace {

constexpr int64_t kSecondsPerDay = 86400;
constexpr int64_t kFirstSecond = -62167219200;  // 0000-01-01T00:00:00Z
constexpr int64_t kLastSecond = 253402300799;   // 9999-12-31T23:59:59Z

// Reads the text from left to right; each step fails once anything before it did.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  // Exactly `digits` decimal digits of a number within [low, high].
  bool Number(size_t digits, int low, int high, int* out) {
    if (rest_.size() < digits) return false;
    *out = 0;
    for (char c : rest_.substr(0, digits)) {
      if (c < '0' || c > '9') return false;
      *out = *out * 10 + (c - '0');
    }
    rest_.remove_prefix(digits);
    return *out >= low && *out <= high;
  }

  bool AnyOf(std::string_view characters, char* out = nullptr) {
    if (rest_.empty() || characters.find(rest_.front()) == std::string_view::npos) return false;
    if (out != nullptr) *out = rest_.front();
    rest_.remove_prefix(1);
    return true;
  }

  bool done() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

std::optional<int64_t> ReadDate(Reader& reader) {
  int year, month, day;
  if (!reader.Number(4, 0, 9999, &year) || !reader.AnyOf("-") || !reader.Number(2, 1, 12, &month) ||
      !reader.AnyOf("-") || !reader.Number(2, 1, 31, &day)) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count() * kSecondsPerDay;
}

bool SkipFraction(Reader& reader) {
  if (!reader.AnyOf(".")) return true;
  bool any = false;
  while (reader.AnyOf("0123456789")) any = true;
  return any;
}

// Seconds since midnight; 60 is a leap second, which the epoch does not count.
std::optional<int64_t> ReadTimeOfDay(Reader& reader) {
  int hour, minute, second;
  if (!reader.Number(2, 0, 23, &hour) || !reader.AnyOf(":") || !reader.Number(2, 0, 59, &minute) ||
      !reader.AnyOf(":") || !reader.Number(2, 0, 60, &second) || !SkipFraction(reader)) {
    return std::nullopt;
  }
  return hour * 3600 + minute * 60 + second;
}

// Seconds that the written time is ahead of UTC.
std::optional<int64_t> ReadOffset(Reader& reader) {
  if (reader.AnyOf("Zz")) return 0;
  char sign;
  int hours, minutes;
  if (!reader.AnyOf("+-", &sign) || !reader.Number(2, 0, 23, &hours) || !reader.AnyOf(":") ||
      !reader.Number(2, 0, 59, &minutes)) {
    return std::nullopt;
  }
  const int64_t seconds = hours * 3600 + minutes * 60;
  return sign == '-' ? -seconds : seconds;
}

std::optional<int64_t> Read(std::string_view text) {
  Reader reader(text);
  const std::optional<int64_t> date = ReadDate(reader);
  if (!date || reader.done()) return date;
  if (!reader.AnyOf("Tt")) return std::nullopt;
  const std::optional<int64_t> time = ReadTimeOfDay(reader);
  if (!time) return std::nullopt;
  const std::optional<int64_t> offset = ReadOffset(reader);
  if (!offset || !reader.done()) return std::nullopt;
  return *date + *time - *offset;
}

// The last `digits` digits of `number`, which is not negative.
void PutDigits(int64_t number, int digits, char* out) {
  for (int i = digits; i-- > 0; number /= 10) out[i] = static_cast<char>('0' + number % 10);
}

}  // namespace

std::string FormatRfc3339(int64_t unix_seconds) {
  const std::chrono::sys_seconds time{std::chrono::seconds(std::clamp(unix_seconds, kFirstSecond, kLastSecond))};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  // Several for each result of a scan: a general formatter takes ten times as long.
  std::string text = "0000-00-00T00:00:00Z";
  PutDigits(static_cast<int>(date.year()), 4, text.data());
  PutDigits(static_cast<unsigned>(date.month()), 2, text.data() + 5);
  PutDigits(static_cast<unsigned>(date.day()), 2, text.data() + 8);
  PutDigits(clock.hours().count(), 2, text.data() + 11);
  PutDigits(clock.minutes().count(), 2, text.data() + 14);
  PutDigits(clock.seconds().count(), 2, text.data() + 17);
  return text;
}

absl::StatusOr<int64_t> ParseRfc3339(std::string_view text) {
  if (const std::optional<int64_t> seconds = Read(text)) return *seconds;
  return absl::InvalidArgumentError(
      absl::StrCat("\"", DisplayText(text, 80), "\" is not a time such as 2026-01-02T03:04:05Z or 2026-01-02"));
}

}  // namespace certsweep::base
