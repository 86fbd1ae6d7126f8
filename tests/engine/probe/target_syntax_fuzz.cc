// What ParseTarget accepts has one normal form, which means the same; what it refuses, it refuses in one line of text.

#include <cstdint>
#include <cstdlib>
#include <string>

#include "engine/base/text.h"
#include "engine/probe/target_syntax.h"

namespace {

void Require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using certsweep::probe::ParseTarget;
  using certsweep::probe::TargetText;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto target = ParseTarget(text);
  if (!target.ok()) {
    const std::string message(target.status().message());
    Require(!message.empty() && message.find('\n') == std::string::npos && certsweep::base::IsValidUtf8(message));
    return 0;
  }
  const std::string normalised = TargetText(*target);
  const auto again = ParseTarget(normalised);
  Require(again.ok() && *again == *target && TargetText(*again) == normalised);
  return 0;
}
