// RFC 3339 times in UTC, the only form in which certsweep prints or reads a time.
#ifndef CERTSWEEP_ENGINE_BASE_RFC3339_H_
#define CERTSWEEP_ENGINE_BASE_RFC3339_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace certsweep::base {

// "2026-01-02T03:04:05Z" for seconds since the epoch (years 0000 to 9999; others are clamped).
std::string FormatRfc3339(int64_t unix_seconds);

// Accepts "2026-01-02T03:04:05Z", fractions (dropped) and numeric offsets, and the date alone (midnight UTC).
// Anything else is InvalidArgument that names the text.
absl::StatusOr<int64_t> ParseRfc3339(std::string_view text);

}  // namespace certsweep::base

#endif  // CERTSWEEP_ENGINE_BASE_RFC3339_H_
