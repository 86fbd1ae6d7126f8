#include "engine/x509/asn1_time.h"

#include <chrono>

namespace certsweep::x509 {
namespace {

constexpr int64_t kSecondsPerDay = 86400;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// A number of exactly `digits` digits within [low, high] off the front.
std::optional<int> TakeNumber(std::string_view& text, size_t digits, int low, int high) {
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  for (char c : text.substr(0, digits)) {
    if (!IsDigit(c)) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  if (value < low || value > high) return std::nullopt;
  text.remove_prefix(digits);
  return value;
}

std::optional<int> TakeYear(Asn1TimeForm form, std::string_view& text) {
  if (form == Asn1TimeForm::kGeneralizedTime) return TakeNumber(text, 4, 0, 9999);
  const std::optional<int> year = TakeNumber(text, 2, 0, 99);
  if (!year) return std::nullopt;
  return *year < 50 ? 2000 + *year : 1900 + *year;
}

std::optional<int64_t> TakeDate(Asn1TimeForm form, std::string_view& text) {
  const std::optional<int> year = TakeYear(form, text);
  if (!year) return std::nullopt;
  const std::optional<int> month = TakeNumber(text, 2, 1, 12);
  if (!month) return std::nullopt;
  const std::optional<int> day = TakeNumber(text, 2, 1, 31);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count() * kSecondsPerDay;
}

// Seconds and a fraction; both are optional in BER.
int TakeSeconds(Asn1TimeForm form, std::string_view& text, bool& is_der) {
  const std::optional<int> second = TakeNumber(text, 2, 0, 59);
  if (!second) {
    is_der = false;
    return 0;
  }
  if (form == Asn1TimeForm::kGeneralizedTime && text.size() > 1 && (text[0] == '.' || text[0] == ',') &&
      IsDigit(text[1])) {
    is_der = false;
    text.remove_prefix(1);
    while (!text.empty() && IsDigit(text.front())) text.remove_prefix(1);
  }
  return *second;
}

// Seconds ahead of UTC. A time without any zone is local time, of a place nobody knows: no time.
std::optional<int> TakeZone(std::string_view& text, bool& is_der) {
  if (text == "Z") {
    text.remove_prefix(1);
    return 0;
  }
  if (text.empty() || (text.front() != '+' && text.front() != '-')) return std::nullopt;
  const int sign = text.front() == '-' ? -1 : 1;
  text.remove_prefix(1);
  const std::optional<int> hours = TakeNumber(text, 2, 0, 23);
  if (!hours) return std::nullopt;
  const std::optional<int> minutes = TakeNumber(text, 2, 0, 59);
  if (!minutes) return std::nullopt;
  is_der = false;
  return sign * (*hours * 3600 + *minutes * 60);
}

}  // namespace

std::optional<Asn1Time> ParseAsn1Time(Asn1TimeForm form, std::string_view content) {
  Asn1Time time;
  const std::optional<int64_t> date = TakeDate(form, content);
  if (!date) return std::nullopt;
  const std::optional<int> hour = TakeNumber(content, 2, 0, 23);
  if (!hour) return std::nullopt;
  const std::optional<int> minute = TakeNumber(content, 2, 0, 59);
  if (!minute) return std::nullopt;
  const int second = TakeSeconds(form, content, time.is_der);
  const std::optional<int> offset = TakeZone(content, time.is_der);
  if (!offset || !content.empty()) return std::nullopt;
  time.unix_seconds = *date + *hour * 3600 + *minute * 60 + second - *offset;
  return time;
}

}  // namespace certsweep::x509
