// Text from strangers, and the bridge to abseil's string_view. Thread-safe: pure functions.
#ifndef CERTSWEEP_ENGINE_BASE_TEXT_H_
#define CERTSWEEP_ENGINE_BASE_TEXT_H_

#include <string>
#include <string_view>

#include "absl/strings/string_view.h"

namespace certsweep::base {

// Debian builds abseil with a string_view of its own; this is the one conversion.
inline absl::string_view ToAbsl(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view ToStd(absl::string_view text) { return {text.data(), text.size()}; }

bool IsValidUtf8(std::string_view text);

// Makes text from a peer or a file safe for a terminal, a log and JSON: what is not UTF-8, C0/C1 controls, DEL and
// bidirectional or zero-width controls become \xNN or \u{NNNN}; the rest stays. Longer than `max_bytes`: cut at a
// character and ended with "...".
std::string DisplayText(std::string_view text, size_t max_bytes = 256);

// ASCII lower case, the only case folding that DNS names need (RFC 4343).
std::string AsciiLower(std::string_view text);
bool EqualsIgnoreAsciiCase(std::string_view a, std::string_view b);

}  // namespace certsweep::base

#endif  // CERTSWEEP_ENGINE_BASE_TEXT_H_
