// known_hosts as OpenSSH writes it (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT): what it says of one host. Thread-safe: pure.
#ifndef CERTSWEEP_REPLACER_DEPLOY_KNOWN_HOSTS_H_
#define CERTSWEEP_REPLACER_DEPLOY_KNOWN_HOSTS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace certsweep::replacer {

struct KnownHostKey {
  std::string type;  // "ssh-ed25519"
  std::string blob;  // the public key as SSH sends it (RFC 4253, 6.6)
  bool revoked = false;
};

// How a file names a host: "sps01", or "[sps01]:2222" where the port is another than 22; in lower case.
std::string KnownHostsName(std::string_view host, uint16_t port);

// The keys of lines that match `host` and `port`: by name, by pattern (`*`, `?`, `!`) or by hash (|1|salt|hash, of
// HMAC-SHA1). Lines that can't be read, and @cert-authority, are passed over.
std::vector<KnownHostKey> FindKnownHostKeys(std::string_view known_hosts, std::string_view host, uint16_t port);

// One line with its line end.
std::string KnownHostsLine(std::string_view host, uint16_t port, std::string_view key_blob);

// The type that a public key says of itself, or empty where it is no key.
std::string_view KeyTypeOf(std::string_view key_blob);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_DEPLOY_KNOWN_HOSTS_H_
