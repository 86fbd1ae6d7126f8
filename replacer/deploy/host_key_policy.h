// Whether a host may be talked to, by the key it proved to have. Thread-safe: pure functions; no I/O.
#ifndef CERTSWEEP_REPLACER_DEPLOY_HOST_KEY_POLICY_H_
#define CERTSWEEP_REPLACER_DEPLOY_HOST_KEY_POLICY_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace certsweep::replacer {

enum class HostKeyVerdict {
  kAccepted,  // the very key that is expected
  kUnknown,   // nothing is known of this host
  kChanged,   // another key is known of it, be it of another type
  kRevoked,   // known_hosts says @revoked of this key
};

// What is known before the connection.
struct HostKeyKnowledge {
  std::string host;
  uint16_t port = 22;
  std::string expected_fingerprint;  // of the inventory; outweighs known_hosts, @revoked apart. Empty: none
  std::string known_hosts;           // the file's text
};

// "SHA256:" and base64 without padding, as ssh-keygen -l and the consoles of appliances show it.
std::string HostKeyFingerprint(std::string_view key_blob);

// Whether `text` is a fingerprint of that form; "SHA256:" may be missing, padding may be there. (MD5 is not taken.)
bool IsHostKeyFingerprint(std::string_view text);

HostKeyVerdict JudgeHostKey(std::string_view key_blob, const HostKeyKnowledge& knowledge);

// OK for kAccepted, else FailedPrecondition that names the host, the key that came and what to do.
absl::Status HostKeyStatus(HostKeyVerdict verdict, std::string_view key_blob, const HostKeyKnowledge& knowledge);

// The types of keys that known_hosts has for the host: a host that has several is to be asked for one of these.
std::vector<std::string> KnownKeyTypes(const HostKeyKnowledge& knowledge);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_DEPLOY_HOST_KEY_POLICY_H_
