#include "replacer/deploy/host_key_policy.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "engine/base/bytes.h"
#include "engine/base/text.h"
#include "replacer/deploy/known_hosts.h"

namespace certsweep::replacer {
namespace {

constexpr std::string_view kPrefix = "SHA256:";

// The 32 bytes, or empty.
std::string DigestOf(std::string_view fingerprint) {
  if (fingerprint.starts_with(kPrefix)) fingerprint.remove_prefix(kPrefix.size());
  std::string digest;
  if (!absl::Base64Unescape(base::ToAbsl(fingerprint), &digest) || digest.size() != 32) return "";
  return digest;
}

std::string DigestOfKey(std::string_view key_blob) {
  return std::string(base::AsText(base::Sha256(base::AsBytes(key_blob))));
}

std::string Described(std::string_view key_blob) {
  return base::DisplayText(KeyTypeOf(key_blob), 64) + " " + HostKeyFingerprint(key_blob);
}

// What should have come.
std::string Expected(const HostKeyKnowledge& knowledge) {
  if (!knowledge.expected_fingerprint.empty()) {
    return "the inventory has " + base::DisplayText(knowledge.expected_fingerprint);
  }
  std::string text = "known_hosts has";
  for (const KnownHostKey& key : FindKnownHostKeys(knowledge.known_hosts, knowledge.host, knowledge.port)) {
    if (!key.revoked) text += " " + Described(key.blob);
  }
  return text;
}

}  // namespace

std::string HostKeyFingerprint(std::string_view key_blob) {
  std::string text = absl::Base64Escape(DigestOfKey(key_blob));
  while (text.ends_with('=')) text.pop_back();
  return std::string(kPrefix) + text;
}

bool IsHostKeyFingerprint(std::string_view text) { return !DigestOf(text).empty(); }

HostKeyVerdict JudgeHostKey(std::string_view key_blob, const HostKeyKnowledge& knowledge) {
  const std::vector<KnownHostKey> keys = FindKnownHostKeys(knowledge.known_hosts, knowledge.host, knowledge.port);
  const auto is_it = [&](const KnownHostKey& key) { return key.blob == key_blob; };
  if (std::any_of(keys.begin(), keys.end(), [&](const KnownHostKey& key) { return key.revoked && is_it(key); })) {
    return HostKeyVerdict::kRevoked;
  }
  if (!knowledge.expected_fingerprint.empty()) {
    return DigestOf(knowledge.expected_fingerprint) == DigestOfKey(key_blob) ? HostKeyVerdict::kAccepted
                                                                             : HostKeyVerdict::kChanged;
  }
  if (std::any_of(keys.begin(), keys.end(), is_it)) return HostKeyVerdict::kAccepted;
  const bool any = std::any_of(keys.begin(), keys.end(), [](const KnownHostKey& key) { return !key.revoked; });
  return any ? HostKeyVerdict::kChanged : HostKeyVerdict::kUnknown;
}

absl::Status HostKeyStatus(HostKeyVerdict verdict, std::string_view key_blob, const HostKeyKnowledge& knowledge) {
  const std::string name = base::DisplayText(KnownHostsName(knowledge.host, knowledge.port));
  const std::string key = Described(key_blob);
  switch (verdict) {
    case HostKeyVerdict::kAccepted:
      return absl::OkStatus();
    case HostKeyVerdict::kUnknown:
      return absl::FailedPreconditionError(
          "the host key of " + name + " is not known: " + key +
          "; compare it with the appliance's console, then add it to the inventory (ssh_host_key) or to known_hosts");
    case HostKeyVerdict::kChanged:
      return absl::FailedPreconditionError("the host key of " + name + " is not the expected one: " + key + " came, " +
                                           Expected(knowledge) +
                                           "; somebody may be in between, or the appliance was set up anew");
    case HostKeyVerdict::kRevoked:
      return absl::FailedPreconditionError("the host key of " + name + " is revoked in known_hosts: " + key);
  }
  return absl::InternalError("no such verdict");
}

std::vector<std::string> KnownKeyTypes(const HostKeyKnowledge& knowledge) {
  std::vector<std::string> types;
  for (const KnownHostKey& key : FindKnownHostKeys(knowledge.known_hosts, knowledge.host, knowledge.port)) {
    if (!key.revoked && std::find(types.begin(), types.end(), key.type) == types.end()) types.push_back(key.type);
  }
  return types;
}

}  // namespace certsweep::replacer
