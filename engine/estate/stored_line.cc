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

// As text.find(what), where `what` has a '{' or '[': those are rare in a line, and every other byte of it is not.
size_t Find(std::string_view what, std::string_view text) {
  const size_t anchor = what.find_first_of("{[");
  for (size_t at = text.find(what[anchor]); at != std::string_view::npos; at = text.find(what[anchor], at + 1)) {
    if (at >= anchor && text.substr(at - anchor).starts_with(what)) return at - anchor;
  }
  return std::string_view::npos;
}

// As text.rfind(what), likewise; from the end, which is where what it is used for stands.
size_t FindLast(std::string_view what, std::string_view text) {
  const size_t anchor = what.find_first_of("{[");
  if (text.empty()) return std::string_view::npos;
  std::string_view before = text;
  while (const void* const found = memrchr(&*before.begin(), what[anchor], before.size())) {
    const auto at = static_cast<size_t>(static_cast<const char*>(found) - &*text.begin());
    if (at < anchor) break;
    if (text.substr(at - anchor).starts_with(what)) return at - anchor;
    before = text.substr(0, at);
  }
  return std::string_view::npos;
}

// Moves what `size` bytes there are from `text` to `out`.
void Copy(size_t size, std::string_view& text, std::string& out) {
  out += text.substr(0, size);
  text.remove_prefix(size);
}

// Moves what comes before the end of `what`, found at `found`. False: it is not there, and nothing moved.
bool CopyThrough(size_t found, std::string_view what, std::string_view& text, std::string& out) {
  if (found == std::string_view::npos) return false;
  Copy(found + what.size(), text, out);
  return true;
}

// Where the first byte below 0x20 is; text.size(): there is none.
size_t FindMark(std::string_view text) {
  constexpr uint64_t kEach = 0x0101010101010101;
  size_t at = 0;
  // Eight bytes at a time: a byte below 0x20 borrows from its topmost bit, which it had not set.
  for (uint64_t bytes; at + sizeof(bytes) <= text.size(); at += sizeof(bytes)) {
    std::memcpy(&bytes, &text[at], sizeof(bytes));
    if (((bytes - 0x20 * kEach) & ~bytes & 0x80 * kEach) != 0) break;
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) >= 0x20) ++at;
  return at;
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
  if (text.starts_with(']')) return;
  for (size_t from = Find(kCode, text); from != std::string_view::npos; from = Find(kCode, text)) {
    Copy(from, text, out);
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
  const size_t found = FindLast(kTimingKey, text);
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
  const size_t found = FindLast(kColumnsKey, line);
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
  if (CopyThrough(line.find(kTimeKey), kTimeKey, line, stored.text) && TakePrefix(now, line)) stored.text += kTime;
  if (TakePrefix(kAttemptsKey, line)) {
    stored.text += kAttemptsKey;
    if (const std::optional<int64_t> attempts = TakeInteger(line)) {
      stored.attempts = *attempts;
      stored.text += kAttempts;
    }
  }
  if (CopyThrough(Find(kFindings, line), kFindings, line, stored.text))
    SplitFindings(now, unix_seconds, line, stored.text);
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
    Copy(FindMark(rest), rest, line);
    if (rest.empty()) break;
    const char mark = rest.front();
    rest.remove_prefix(1);
    AppendMarked(mark, rest, stored, unix_seconds, line);
  }
  return line;
}

}  // namespace certsweep::estate
