#include "replacer/deploy/ssh_algorithms.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/str_join.h"

namespace certsweep::replacer {
namespace {

using Names = std::vector<std::string>;

Names With(Names names, bool legacy, const Names& legacy_names) {
  if (legacy) names.insert(names.end(), legacy_names.begin(), legacy_names.end());
  return names;
}

std::string_view KeyTypeOfAlgorithm(std::string_view algorithm) {
  return algorithm.starts_with("rsa-sha2-") ? "ssh-rsa" : algorithm;
}

}  // namespace

SshAlgorithms OfferedAlgorithms(bool legacy, const std::vector<std::string>& preferred_key_types) {
  const Names key_exchange =
      With({"curve25519-sha256", "curve25519-sha256@libssh.org", "ecdh-sha2-nistp256", "ecdh-sha2-nistp384",
            "ecdh-sha2-nistp521", "diffie-hellman-group18-sha512", "diffie-hellman-group16-sha512",
            "diffie-hellman-group-exchange-sha256", "diffie-hellman-group14-sha256"},
           legacy, {"diffie-hellman-group14-sha1", "diffie-hellman-group-exchange-sha1", "diffie-hellman-group1-sha1"});
  const Names keys = With({"ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
                           "rsa-sha2-512", "rsa-sha2-256"},
                          legacy, {"ssh-rsa"});
  const Names ciphers = With({"chacha20-poly1305@openssh.com", "aes256-gcm@openssh.com", "aes128-gcm@openssh.com",
                              "aes256-ctr", "aes192-ctr", "aes128-ctr"},
                             legacy, {"aes256-cbc", "aes192-cbc", "aes128-cbc", "3des-cbc"});
  const Names macs =
      With({"hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", "hmac-sha2-256", "hmac-sha2-512"}, legacy,
           {"hmac-sha1-etm@openssh.com", "hmac-sha1"});
  Names host_keys = keys;
  std::stable_partition(host_keys.begin(), host_keys.end(), [&](const std::string& algorithm) {
    return std::find(preferred_key_types.begin(), preferred_key_types.end(), KeyTypeOfAlgorithm(algorithm)) !=
           preferred_key_types.end();
  });
  return {.key_exchange = absl::StrJoin(key_exchange, ","),
          .host_keys = absl::StrJoin(host_keys, ","),
          .user_keys = absl::StrJoin(keys, ","),
          .ciphers = absl::StrJoin(ciphers, ","),
          .macs = absl::StrJoin(macs, ",")};
}

}  // namespace certsweep::replacer
