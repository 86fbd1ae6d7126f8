#include "engine/config/appliance_profile.h"

#include <gmock/gmock.h>

namespace certsweep::config {
namespace {

using ::testing::ElementsAre;

TEST(ApplianceProfileTest, EachNameLeadsToAProfile) {
  EXPECT_THAT(ApplianceProfileNames(), ElementsAre("sps"));
  for (const std::string_view name : ApplianceProfileNames()) {
    ASSERT_NE(FindApplianceProfile(name), nullptr) << name;
    EXPECT_EQ(FindApplianceProfile(name)->name, name);
    EXPECT_FALSE(FindApplianceProfile(name)->ports.empty());
  }
  EXPECT_EQ(FindApplianceProfile("nginx"), nullptr);
  EXPECT_EQ(FindApplianceProfile(""), nullptr);
}

TEST(ApplianceProfileTest, TheConsoleOfAnSpsComesFirst) {
  EXPECT_THAT(FindApplianceProfile("sps")->ports, ElementsAre(4343, 443));
}

}  // namespace
}  // namespace certsweep::config
