#include "engine/config/appliance_profile.h"

#include <algorithm>

namespace certsweep::config {

namespace {

const std::vector<ApplianceProfile>& Profiles() {
  static const std::vector<ApplianceProfile> kProfiles = {{"sps", {4343, 443}}};
  return kProfiles;
}

}  // namespace

std::span<const std::string_view> ApplianceProfileNames() {
  static const std::vector<std::string_view> kNames = [] {
    std::vector<std::string_view> names;
    for (const ApplianceProfile& profile : Profiles()) names.push_back(profile.name);
    return names;
  }();
  return kNames;
}

const ApplianceProfile* FindApplianceProfile(std::string_view name) {
  const auto found = std::find_if(Profiles().begin(), Profiles().end(),
                                  [name](const ApplianceProfile& profile) { return profile.name == name; });
  return found == Profiles().end() ? nullptr : &*found;
}

}  // namespace certsweep::config
