// [ssh]: how appliances are logged in to. A value; thread-safe.
#ifndef CERTSWEEP_ENGINE_CONFIG_SSH_SECTION_H_
#define CERTSWEEP_ENGINE_CONFIG_SSH_SECTION_H_

#include <cstdint>
#include <optional>
#include <string>

namespace certsweep::config {

// Paths of the file are relative to its folder. Empty: not given.
struct SshSection {
  std::string user = "root";
  uint16_t port = 22;
  std::string identity = {};     // a private key
  std::string known_hosts = {};  // need not exist yet
  bool agent = true;
  std::string password_file = {};
  std::optional<bool> password_prompt = {};  // none: where there is no other way to log in
  int64_t connect_timeout_us = 10'000'000;
  int64_t command_timeout_us = 60'000'000;
};

}  // namespace certsweep::config

#endif  // CERTSWEEP_ENGINE_CONFIG_SSH_SECTION_H_
