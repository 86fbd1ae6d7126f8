#include "replacer/deploy/known_hosts.h"

#include <algorithm>
#include <optional>

#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"
#include "engine/base/bytes.h"
#include "engine/base/hmac_sha1.h"
#include "engine/base/text.h"

namespace certsweep::replacer {
namespace {

constexpr std::string_view kHashMagic = "|1|";

// Linear in the product of both sizes at worst: a backtrack goes to the last '*' alone.
bool MatchesPattern(std::string_view pattern, std::string_view name) {
  size_t p = 0, n = 0;
  size_t star = std::string_view::npos, resumed = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resumed = n;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n])) {
      ++p, ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++resumed;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

bool MatchesHash(std::string_view hashed, std::string_view name) {
  hashed.remove_prefix(kHashMagic.size());
  const size_t bar = hashed.find('|');
  std::string salt, expected;
  if (bar == std::string_view::npos || !absl::Base64Unescape(base::ToAbsl(hashed.substr(0, bar)), &salt) ||
      !absl::Base64Unescape(base::ToAbsl(hashed.substr(bar + 1)), &expected)) {
    return false;
  }
  return base::AsText(base::HmacSha1(base::AsBytes(salt), base::AsBytes(name))) == expected;
}

// One negated pattern that matches outweighs the others.
bool MatchesHosts(std::string_view hosts, std::string_view name) {
  if (hosts.starts_with(kHashMagic)) return MatchesHash(hosts, name);
  bool matches = false;
  for (absl::string_view part : absl::StrSplit(base::ToAbsl(hosts), ',')) {
    const std::string pattern = base::AsciiLower(base::ToStd(part));
    const bool negated = pattern.starts_with('!');
    if (!MatchesPattern(std::string_view(pattern).substr(negated ? 1 : 0), name)) continue;
    if (negated) return false;
    matches = true;
  }
  return matches;
}

std::optional<KnownHostKey> KeyOfLine(std::string_view line, std::string_view name) {
  std::vector<std::string> fields = absl::StrSplit(base::ToAbsl(line), absl::ByAnyChar(" \t\r"), absl::SkipEmpty());
  if (fields.empty() || fields[0].starts_with('#')) return std::nullopt;
  KnownHostKey key;
  if (fields[0].starts_with('@')) {
    if (fields[0] != "@revoked") return std::nullopt;
    key.revoked = true;
    fields.erase(fields.begin());
  }
  if (fields.size() < 3 || !MatchesHosts(fields[0], name)) return std::nullopt;
  if (!absl::Base64Unescape(fields[2], &key.blob) || KeyTypeOf(key.blob) != fields[1]) return std::nullopt;
  key.type = fields[1];
  return key;
}

}  // namespace

std::string KnownHostsName(std::string_view host, uint16_t port) {
  const std::string name = base::AsciiLower(host);
  return port == 22 ? name : "[" + name + "]:" + std::to_string(port);
}

std::vector<KnownHostKey> FindKnownHostKeys(std::string_view known_hosts, std::string_view host, uint16_t port) {
  const std::string name = KnownHostsName(host, port);
  std::vector<KnownHostKey> keys;
  for (absl::string_view line : absl::StrSplit(base::ToAbsl(known_hosts), '\n')) {
    if (std::optional<KnownHostKey> key = KeyOfLine(base::ToStd(line), name)) keys.push_back(std::move(*key));
  }
  return keys;
}

std::string KnownHostsLine(std::string_view host, uint16_t port, std::string_view key_blob) {
  return KnownHostsName(host, port) + " " + std::string(KeyTypeOf(key_blob)) + " " +
         absl::Base64Escape(base::ToAbsl(key_blob)) + "\n";
}

std::string_view KeyTypeOf(std::string_view key_blob) {
  if (key_blob.size() < 4) return "";
  size_t size = 0;
  for (int i = 0; i < 4; ++i) size = size << 8 | static_cast<uint8_t>(key_blob[i]);
  return size <= key_blob.size() - 4 ? key_blob.substr(4, size) : "";
}

}  // namespace certsweep::replacer
