#include "engine/config/section.h"

#include <array>

namespace certsweep::config {

std::span<const Section* const> Sections() {
  static const std::array kSections = {&PolicySection(), &TrustSectionTable(), &ScanSectionTable(), &WaiverSection()};
  return kSections;
}

}  // namespace certsweep::config
