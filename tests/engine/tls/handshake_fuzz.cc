// Any server that answers the ClientHello of BoringSSL: see conversation_fuzz.h. The first byte of the input says which
// ClientHello, in how large pieces the answer comes, and what the rest is: the server's bytes; or, for a server of
// TLS 1.3, its records after ServerHello (type, length of two bytes, content), which are then encrypted as they should.

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/tls/handshake.h"
#include "tests/engine/tls/conversation_fuzz.h"
#include "tests/engine/tls/tls13_script.h"

namespace certsweep::tls {
namespace {

std::string EncryptedAnswer(std::string_view client_hello, std::string_view input) {
  constexpr size_t kHeader = 3;
  Tls13Script script(client_hello);
  std::string answer = script.ServerHello();
  while (input.size() >= kHeader) {
    const size_t size = size_t{static_cast<uint8_t>(input[1])} << 8 | static_cast<uint8_t>(input[2]);
    answer += script.Seal(static_cast<uint8_t>(input[0]), input.substr(kHeader, size));
    input.remove_prefix(std::min(input.size(), kHeader + size));
  }
  return answer;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const int kind = data[0] % 4;
  ClientProfileOptions options = {.certificate_only = data[0] % 8 >= 4};
  if (kind == 1) options.hello = HelloKind::kPlain;
  if (kind == 2) options.hello = HelloKind::kPlainNoSni;
  const std::string rest(certsweep::base::AsText({data + 1, size - 1}));
  const auto encrypted = [&](std::string_view input) { return EncryptedAnswer(input, rest); };
  const auto observe = [&](size_t chunk) {
    const Peer peer = kind == 3 ? AtClientHello(encrypted) : AtClientHello(Says(rest));
    return ObserveStranger(*NewHandshake(options, "sps-1.example"), peer, chunk);
  };
  const Observation observation = observe(kAll);
  RequireSame(observation, observe(1 + data[0] / 8));
  Require(options.certificate_only || observation.outcome != Outcome::kCertificateOnly);
  return 0;
}

}  // namespace certsweep::tls
