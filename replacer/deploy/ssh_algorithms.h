// Which algorithms an SSH connection offers. Thread-safe: pure functions.
#ifndef CERTSWEEP_REPLACER_DEPLOY_SSH_ALGORITHMS_H_
#define CERTSWEEP_REPLACER_DEPLOY_SSH_ALGORITHMS_H_

#include <string>
#include <vector>

namespace certsweep::replacer {

// Lists as SSH writes them: names with commas between, best first.
struct SshAlgorithms {
  std::string key_exchange, host_keys, user_keys, ciphers, macs;
};

// `legacy`: also what rests on SHA-1, CBC and 3DES, after all others: appliances of 2010 have nothing else.
// `preferred_key_types`: host keys of these types ("ssh-rsa" stands for its SHA-2 signatures too) come first.
SshAlgorithms OfferedAlgorithms(bool legacy, const std::vector<std::string>& preferred_key_types);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_DEPLOY_SSH_ALGORITHMS_H_
