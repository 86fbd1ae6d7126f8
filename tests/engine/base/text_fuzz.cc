// Text for display is short, valid UTF-8 without a control character, whatever comes in. The first byte of the input
// says how long it may be.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "engine/base/rfc3339.h"
#include "engine/base/text.h"

namespace {

void Require(bool condition) {
  if (!condition) std::abort();
}

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const size_t max_bytes = data[0];
  const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  const std::string shown = certsweep::base::DisplayText(text, max_bytes);
  Require(shown.size() <= max_bytes);
  Require(certsweep::base::IsValidUtf8(shown));
  Require(std::none_of(shown.begin(), shown.end(), IsControl));
  // What is safe stays: showing it again changes nothing.
  Require(certsweep::base::DisplayText(shown, max_bytes) == shown);
  if (const auto seconds = certsweep::base::ParseRfc3339(text); seconds.ok()) {
    const std::string formatted = certsweep::base::FormatRfc3339(*seconds);
    Require(certsweep::base::ParseRfc3339(formatted).ok());
  }
  return 0;
}
