// ApplianceProfile: an appliance whose listeners we know. Thread-safe: constants.
#ifndef CERTSWEEP_ENGINE_CONFIG_APPLIANCE_PROFILE_H_
#define CERTSWEEP_ENGINE_CONFIG_APPLIANCE_PROFILE_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace certsweep::config {

struct ApplianceProfile {
  std::string_view name;
  std::vector<uint16_t> ports;  // its console first
};

// Of every appliance we know.
std::span<const std::string_view> ApplianceProfileNames();

// Null where there is none of that name.
const ApplianceProfile* FindApplianceProfile(std::string_view name);

}  // namespace certsweep::config

#endif  // CERTSWEEP_ENGINE_CONFIG_APPLIANCE_PROFILE_H_
