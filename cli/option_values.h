// Values of options, read strictly: what is no number, out of range or empty is InvalidArgument with the option's name,
// the text and what is asked for. Thread-safe: pure functions.
#ifndef CERTSWEEP_CLI_OPTION_VALUES_H_
#define CERTSWEEP_CLI_OPTION_VALUES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace certsweep::cli {

// A whole number from `least` to `most`.
absl::StatusOr<int64_t> ParseInteger(std::string_view option, std::string_view text, int64_t least, int64_t most);

// A decimal number, fractions allowed, from `least` to `most`, whole numbers; never NaN or infinite.
absl::StatusOr<double> ParseNumber(std::string_view option, std::string_view text, double least, double most);

// Seconds, fractions allowed, from one millisecond to a day, as microseconds.
absl::StatusOr<int64_t> ParseSecondsAsMicros(std::string_view option, std::string_view text);

// "30d" or "8w": days or weeks, up to 100,000, as seconds.
absl::StatusOr<int64_t> ParseAge(std::string_view option, std::string_view text);

// "443" or "4343,443": ports from 1 to 65535 in the order given, each once.
absl::StatusOr<std::vector<uint16_t>> ParsePorts(std::string_view option, std::string_view text);

// The place of `text` in `choices`.
absl::StatusOr<int> ParseChoice(std::string_view option, std::string_view text,
                                const std::vector<std::string_view>& choices);

// InvalidArgument("<option>: "<text>" <complaint>"), the text made fit for a terminal.
absl::Status BadValue(std::string_view option, std::string_view text, std::string_view complaint);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_OPTION_VALUES_H_
