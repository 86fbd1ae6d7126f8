// [profile.NAME]: an appliance: where it listens, where its certificate lies and how it is told of a new one. A value;
// thread-safe.
#ifndef CERTSWEEP_ENGINE_CONFIG_PROFILE_SECTION_H_
#define CERTSWEEP_ENGINE_CONFIG_PROFILE_SECTION_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace certsweep::config {

// Of a restricted shell: what is waited for, and what is then sent.
struct DialogueStep {
  std::string expect;
  std::string send;  // empty: nothing
  friend bool operator==(const DialogueStep&, const DialogueStep&) = default;
};

// Empty or nothing: not given.
struct ProfileSection {
  std::string name = {};
  std::vector<uint16_t> ports = {};                 // its console first
  std::string pem_path = {}, chain_path = {};       // on the appliance, absolute
  std::optional<uint32_t> pem_mode = std::nullopt;  // within 0660
  std::string test_command = {};                    // may have {pem}: then it is run before the file takes its place
  std::string restart_command = {};
  bool legacy_ssh = false;  // SHA-1 algorithms are allowed
  std::vector<DialogueStep> dialogue = {};
  int line = 0;  // of its header; 0: a built-in one that the file says nothing of
};

// By name.
using Profiles = std::map<std::string, ProfileSection, std::less<>>;

}  // namespace certsweep::config

#endif  // CERTSWEEP_ENGINE_CONFIG_PROFILE_SECTION_H_
