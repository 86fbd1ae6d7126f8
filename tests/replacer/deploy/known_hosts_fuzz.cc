// Whatever stands in known_hosts: a line of ours added to it is found, and no key is found whose type is another one.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "replacer/deploy/host_key_policy.h"
#include "replacer/deploy/known_hosts.h"

namespace {

namespace replacer = certsweep::replacer;

void Require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::string key("\0\0\0\7ssh-rsa and more", 20);
  for (const replacer::KnownHostKey& known : replacer::FindKnownHostKeys(text, "sps01", 22)) {
    Require(replacer::KeyTypeOf(known.blob) == known.type);
  }
  replacer::HostKeyKnowledge knowledge{.host = "sps01", .port = 22, .expected_fingerprint = "", .known_hosts = text};
  const auto before = replacer::JudgeHostKey(key, knowledge);
  knowledge.known_hosts += "\n" + replacer::KnownHostsLine("sps01", 22, key);
  const auto after = replacer::JudgeHostKey(key, knowledge);
  Require(after == (before == replacer::HostKeyVerdict::kRevoked ? before : replacer::HostKeyVerdict::kAccepted));
  return 0;
}
