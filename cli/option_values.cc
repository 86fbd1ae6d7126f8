#include "cli/option_values.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/text.h"
#include "engine/config/scan_values.h"

namespace certsweep::cli {

namespace {

// The whole of `text` as a number. std::from_chars knows no locale, no blanks and no leading '+'.
template <class Number>
bool ReadAll(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

absl::Status BadValue(std::string_view option, std::string_view text, std::string_view complaint) {
  return absl::InvalidArgumentError(
      absl::StrCat(base::ToAbsl(option), ": \"", base::DisplayText(text), "\" ", base::ToAbsl(complaint)));
}

absl::StatusOr<int64_t> ParseInteger(std::string_view option, std::string_view text, int64_t least, int64_t most) {
  int64_t number = 0;
  if (!ReadAll(text, number) || number < least || number > most) {
    return BadValue(option, text, absl::StrCat("is not a whole number from ", least, " to ", most));
  }
  return number;
}

absl::StatusOr<double> ParseNumber(std::string_view option, std::string_view text, double least, double most) {
  double number = 0;
  if (!ReadAll(text, number) || !std::isfinite(number) || number < least || number > most) {
    return BadValue(option, text,
                    absl::StrCat("is not a number from ", std::llround(least), " to ", std::llround(most)));
  }
  return number;
}

absl::StatusOr<int64_t> ParseSecondsAsMicros(std::string_view option, std::string_view text) {
  double seconds = 0;
  if (!ReadAll(text, seconds) || !std::isfinite(seconds) || seconds < config::kLeastTimeout ||
      seconds > config::kMostTimeout) {
    return BadValue(option, text,
                    absl::StrCat("is not a number of seconds from ", config::kLeastTimeout, " to ",
                                 std::llround(config::kMostTimeout)));
  }
  return std::llround(seconds * 1e6);
}

absl::StatusOr<int64_t> ParseAge(std::string_view option, std::string_view text) {
  constexpr int64_t kMost = 100'000;
  constexpr int64_t kDay = 86400;
  int64_t number = 0;
  const bool is_weeks = text.ends_with('w');
  const bool has_unit = is_weeks || text.ends_with('d');
  if (!has_unit || !ReadAll(text.substr(0, text.size() - 1), number) || number < 1 || number > kMost) {
    return BadValue(option, text, absl::StrCat("is no age such as 30d or 8w (from 1 to ", kMost, ")"));
  }
  return number * kDay * (is_weeks ? 7 : 1);
}

absl::StatusOr<std::vector<uint16_t>> ParsePorts(std::string_view option, std::string_view text) {
  std::vector<uint16_t> ports;
  for (std::string_view rest = text;;) {
    const size_t comma = rest.find(',');
    const absl::StatusOr<int64_t> port =
        ParseInteger(option, rest.substr(0, comma), config::kLeastPort, config::kMostPort);
    if (!port.ok()) return BadValue(option, text, "is not a port from 1 to 65535, or several separated by commas");
    const auto value = static_cast<uint16_t>(*port);
    if (std::find(ports.begin(), ports.end(), value) == ports.end()) ports.push_back(value);
    if (comma == std::string_view::npos) return ports;
    rest.remove_prefix(comma + 1);
  }
}

absl::StatusOr<int> ParseChoice(std::string_view option, std::string_view text,
                                const std::vector<std::string_view>& choices) {
  const auto found = std::find(choices.begin(), choices.end(), text);
  if (found != choices.end()) return static_cast<int>(found - choices.begin());
  std::string known;
  for (size_t i = 0; i < choices.size(); ++i) {
    if (i > 0) known += i + 1 == choices.size() ? " or " : ", ";
    known += choices[i];
  }
  return BadValue(option, text, absl::StrCat("is not ", known));
}

}  // namespace certsweep::cli
