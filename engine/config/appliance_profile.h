// The appliances that we know without being told. Thread-safe: constants.
#ifndef CERTSWEEP_ENGINE_CONFIG_APPLIANCE_PROFILE_H_
#define CERTSWEEP_ENGINE_CONFIG_APPLIANCE_PROFILE_H_

#include <string_view>
#include <vector>

#include "engine/config/profile_section.h"

namespace certsweep::config {

// Each complete: ports, path and commands. A [profile.NAME] of the same name changes what it gives.
const Profiles& BuiltInProfiles();

// In the order of the alphabet; each valid as long as `profiles`.
std::vector<std::string_view> NamesOf(const Profiles& profiles);

}  // namespace certsweep::config

#endif  // CERTSWEEP_ENGINE_CONFIG_APPLIANCE_PROFILE_H_
