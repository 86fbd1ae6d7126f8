// Any server that answers the hand-built ClientHello: see conversation_fuzz.h. The first byte of the input says which
// ClientHello and in how large pieces the answer comes.

#include <cstdint>
#include <string>

#include "engine/tls/legacy_hello.h"
#include "tests/engine/tls/conversation_fuzz.h"

namespace certsweep::tls {

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const LegacyHelloOptions options = {.version = static_cast<uint16_t>(0x0300 + data[0] % 4),
                                      .extensions = data[0] % 8 < 4};
  const std::string answer(certsweep::base::AsText({data + 1, size - 1}));
  const auto observe = [&](size_t chunk) {
    return ObserveStranger(*LegacyHello::Create(options, "sps-1.example"), Says(answer), chunk);
  };
  const Observation observation = observe(kAll);
  RequireSame(observation, observe(1 + data[0] / 8));
  Require(observation.outcome != Outcome::kUnusableKey);
  if (observation.outcome == Outcome::kCertificateOnly) {
    Require(observation.certificate_seen);
    Require(observation.version >= 0x0300 && observation.version <= options.version);
  }
  return 0;
}

}  // namespace certsweep::tls
