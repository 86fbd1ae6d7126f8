// [names]: where hosts are that DNS need not be asked for. A value; thread-safe.
#ifndef CERTSWEEP_ENGINE_CONFIG_NAMES_SECTION_H_
#define CERTSWEEP_ENGINE_CONFIG_NAMES_SECTION_H_

#include <functional>
#include <map>
#include <string>

#include "engine/base/ip_address.h"

namespace certsweep::config {

struct NamesSection {
  // A-label host -> address. Holds for everything that certsweep connects to.
  std::map<std::string, base::IpAddress, std::less<>> resolve = {};
};

}  // namespace certsweep::config

#endif  // CERTSWEEP_ENGINE_CONFIG_NAMES_SECTION_H_
