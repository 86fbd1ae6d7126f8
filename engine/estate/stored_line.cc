#include "engine/estate/stored_line.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/rfc3339.h"
#include "engine/base/text.h"

namespace certsweep::estate {
namespace {

// Marks in the text. JSON text has no control characters: they are escaped there.
enum Mark : char {
  kLiteral = 1,  // at the beginning: what follows is the line as it was, marks and all
  kTime,
  kAttempts,
  kTiming,
  kColumns,
  kDays,      // "3 days" between the time and the seconds since the epoch that follow, up to kEnd
  kDayCount,  // "3", likewise
  kEnd,
};

constexpr int64_t kDay = 86400;
constexpr size_t kTimestampLength = std::string_view("2026-01-02T03:04:05Z").size();
constexpr size_t kMostDigits = 18;  // of an integer that is taken out

constexpr std::string_view kFindings = ",\"findings\":[";
constexpr std::string_view kCode = "{\"code\":\"";
constexpr std::string_view kTimeKey = ",\"time\":\"";
constexpr std::string_view kAttemptsKey = "\",\"attempts\":";
constexpr std::string_view kTimingKey = ",\"timing\":{";
constexpr std::string_view kConnectKey = "\"connect_us\":";
constexpr std::string_view kHandshakeKey = "\"handshake_us\":";
constexpr std::string_view kColumnsKey = ",\"columns\":{";
constexpr std::string_view kActualKey = "\"actual\":\"";
constexpr std::string_view kExpectedKey = "\"expected\":\"";
constexpr std::string_view kExpiringSoon = "{\"code\":\"expiring_soon\"";
constexpr std::string_view kTimedFindings[] = {"{\"code\":\"expired\"", "{\"code\":\"not_yet_valid\"", kExpiringSoon};

int64_t DaysBetween(int64_t one, int64_t other) { return std::abs(one - other) / kDay; }

std::string DaysText(int64_t days) { return absl::StrCat(days, days == 1 ? " day" : " days"); }

// A number at the beginning of `text`, written as we write numbers.
std::optional<int64_t> TakeInteger(std::string_view& text) {
  int64_t value = 0;
  const char* const begin = text.data();
  const auto [next, error] = std::from_chars(begin, begin + std::min(text.size(), kMostDigits), value);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<size_t>(next - begin));
  return value;
}

bool TakePrefix(std::string_view prefix, std::string_view& text) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// As text.find(what), which stops at each byte that `what` begins with: in JSON at every comma.
size_t Find(std::string_view what, std::string_view text) {
  if (text.empty()) return std::string_view::npos;
  const void* const found = memmem(text.data(), text.size(), what.data(), what.size());
  if (found == nullptr) return std::string_view::npos;
  return static_cast<size_t>(static_cast<const char*>(found) - text.data());
}

// Moves what comes before `what` from `text` to `out`, and `what` itself. False: it is not there, and nothing moved.
bool CopyThrough(std::string_view what, std::string_view& text, std::string& out) {
  const size_t found = Find(what, text);
  if (found == std::string_view::npos) return false;
  out += text.substr(0, found + what.size());
  text.remove_prefix(found + what.size());
  return true;
}

std::optional<int64_t> FirstTimestamp(std::string_view text) {
  for (size_t t = text.find('T'); t != std::string_view::npos; t = text.find('T', t + 1)) {
    if (t < 10 || t - 10 + kTimestampLength > text.size()) continue;
    const std::string_view candidate = text.substr(t - 10, kTimestampLength);
    const absl::StatusOr<int64_t> seconds = base::ParseRfc3339(candidate);
    if (seconds.ok() && base::FormatRfc3339(*seconds) == candidate) return *seconds;
  }
  return std::nullopt;
}

std::string MarkOf(Mark mark, int64_t seconds) {
  std::string text(1, mark);
  absl::StrAppend(&text, seconds);
  text += kEnd;
  return text;
}

// Replaces the first `from` that follows `before` in `text`.
void ReplaceAfter(std::string_view before, const std::string& from, const std::string& to, std::string& text) {
  const std::string found = absl::StrCat(base::ToAbsl(before), from);
  if (const size_t at = text.find(found); at != std::string::npos) text.replace(at + before.size(), from.size(), to);
}

// A finding that says how long until, or since, the end or beginning of a certificate's validity, which it names first.
std::string SplitTimedFinding(std::string_view finding, const std::string& now, int64_t unix_seconds) {
  std::string text(finding);
  const std::optional<int64_t> bound = FirstTimestamp(finding);
  const std::string judged = absl::StrCat(base::ToAbsl(kExpectedKey), now);
  const bool judged_then = finding.starts_with(kExpiringSoon) || finding.find(judged) != std::string_view::npos;
  if (!bound || !judged_then) return text;
  const int64_t days = DaysBetween(unix_seconds, *bound);
  ReplaceAfter(" ", DaysText(days), MarkOf(kDays, *bound), text);
  ReplaceAfter(kActualKey, absl::StrCat(days, "\""), MarkOf(kDayCount, *bound) + "\"", text);
  ReplaceAfter(kExpectedKey, now, std::string(1, kTime), text);
  return text;
}

// Copies the findings to `out`, and leaves `text` behind the last one that was taken apart.
void SplitFindings(const std::string& now, int64_t unix_seconds, std::string_view& text, std::string& out) {
  for (size_t from = Find(kCode, text); from != std::string_view::npos; from = Find(kCode, text)) {
    out += text.substr(0, from);
    text.remove_prefix(from);
    const bool timed = std::any_of(std::begin(kTimedFindings), std::end(kTimedFindings),
                                   [&](std::string_view prefix) { return text.starts_with(prefix); });
    // These end in a string without anything escaped; if not, they do not come back, which is noticed.
    const size_t end = timed ? text.find("\"}") : 0;
    const std::string_view finding = text.substr(0, end == std::string_view::npos ? end : end + 1);
    text.remove_prefix(finding.size());
    out += timed ? SplitTimedFinding(finding, now, unix_seconds) : std::string(finding);
  }
}

// `text` behind the key `timing` up to the end of its value, which is taken; else nothing is.
std::optional<LineTiming> TakeTiming(std::string_view& text) {
  std::string_view rest = text;
  LineTiming timing;
  if (TakePrefix(kConnectKey, rest) && !(timing.connect_us = TakeInteger(rest))) return std::nullopt;
  if (timing.connect_us && rest.starts_with(',')) rest.remove_prefix(1);
  if (TakePrefix(kHandshakeKey, rest) && !(timing.handshake_us = TakeInteger(rest))) return std::nullopt;
  if (timing == LineTiming() || !TakePrefix("}", rest)) return std::nullopt;
  text = rest;
  return timing;
}

void SplitTiming(std::string_view& text, StoredLine& stored) {
  const size_t found = Find(kTimingKey, text);
  if (found == std::string_view::npos) return;
  std::string_view rest = text.substr(found + kTimingKey.size());
  const std::optional<LineTiming> timing = TakeTiming(rest);
  if (!timing) return;
  stored.timing = *timing;
  stored.text += text.substr(0, found);
  stored.text += kTiming;
  text = rest;
}

// The user's own columns come last; a key before an object can't be part of a string, nor one of the columns.
void TakeColumns(std::string_view& line, StoredLine& stored) {
  const size_t found = Find(kColumnsKey, line);
  if (found == std::string_view::npos || !line.ends_with("}}")) return;
  const size_t begin = found + kColumnsKey.size() - 1;
  stored.columns = line.substr(begin, line.size() - 1 - begin);
  line = line.substr(0, found);
}

StoredLine SplitUnchecked(std::string_view line, int64_t unix_seconds) {
  StoredLine stored;
  stored.text.reserve(line.size() + 32);
  TakeColumns(line, stored);
  const std::string now = base::FormatRfc3339(unix_seconds);
  if (CopyThrough(kTimeKey, line, stored.text) && TakePrefix(now, line)) stored.text += kTime;
  if (TakePrefix(kAttemptsKey, line)) {
    stored.text += kAttemptsKey;
    if (const std::optional<int64_t> attempts = TakeInteger(line)) {
      stored.attempts = *attempts;
      stored.text += kAttempts;
    }
  }
  if (CopyThrough(kFindings, line, stored.text)) SplitFindings(now, unix_seconds, line, stored.text);
  SplitTiming(line, stored);
  stored.text += line;
  if (!stored.columns.empty()) absl::StrAppend(&stored.text, std::string(1, kColumns), "}");
  return stored;
}

void AppendTiming(const LineTiming& timing, std::string& out) {
  if (timing == LineTiming()) return;
  out += kTimingKey;
  if (timing.connect_us) absl::StrAppend(&out, base::ToAbsl(kConnectKey), *timing.connect_us);
  if (timing.connect_us && timing.handshake_us) out += ',';
  if (timing.handshake_us) absl::StrAppend(&out, base::ToAbsl(kHandshakeKey), *timing.handshake_us);
  out += '}';
}

// Puts in what `mark` stands for; `rest` is what follows it.
void AppendMarked(char mark, std::string_view& rest, const StoredLine& stored, int64_t unix_seconds, std::string& out) {
  switch (mark) {
    case kTime:
      out += base::FormatRfc3339(unix_seconds);
      return;
    case kAttempts:
      absl::StrAppend(&out, stored.attempts);
      return;
    case kTiming:
      return AppendTiming(stored.timing, out);
    case kColumns:
      out += kColumnsKey.substr(0, kColumnsKey.size() - 1);
      out += stored.columns;
      return;
    case kDays:
    case kDayCount: {
      const int64_t days = DaysBetween(unix_seconds, TakeInteger(rest).value_or(unix_seconds));
      if (rest.starts_with(kEnd)) rest.remove_prefix(1);
      out += mark == kDays ? DaysText(days) : absl::StrCat(days);
      return;
    }
    default:
      out += mark;
  }
}

}  // namespace

StoredLine SplitLine(std::string_view line, int64_t unix_seconds) {
  StoredLine split = SplitUnchecked(line, unix_seconds);
  // Not so where the line itself holds what could be taken for a mark, or a number that we would write otherwise.
  if (JoinLine(split, unix_seconds) == line) return split;
  StoredLine stored;
  stored.text = kLiteral;
  stored.text += line;
  return stored;
}

std::string JoinLine(const StoredLine& stored, int64_t unix_seconds) {
  std::string_view rest = stored.text;
  if (rest.starts_with(kLiteral)) return std::string(rest.substr(1));
  std::string line;
  line.reserve(rest.size() + stored.columns.size() + 128);
  while (!rest.empty()) {
    const auto mark =
        std::find_if(rest.begin(), rest.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    line.append(rest.begin(), mark);
    if (mark == rest.end()) break;
    const char found = *mark;
    rest.remove_prefix(static_cast<size_t>(mark - rest.begin()) + 1);
    AppendMarked(found, rest, stored, unix_seconds, line);
  }
  return line;
}

}  // namespace certsweep::estate
