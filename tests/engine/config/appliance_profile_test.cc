#include "engine/config/appliance_profile.h"

#include <gmock/gmock.h>

namespace certsweep::config {
namespace {

using ::testing::ElementsAre;

TEST(ApplianceProfileTest, EachIsComplete) {
  EXPECT_THAT(NamesOf(BuiltInProfiles()), ElementsAre("apache", "lighttpd", "nginx", "sps"));
  for (const auto& [name, profile] : BuiltInProfiles()) {
    EXPECT_EQ(profile.name, name);
    EXPECT_FALSE(profile.ports.empty()) << name;
    EXPECT_TRUE(profile.pem_path.starts_with('/')) << name;
    EXPECT_FALSE(profile.test_command.empty()) << name;
    EXPECT_FALSE(profile.restart_command.empty()) << name;
    EXPECT_FALSE(profile.legacy_ssh) << name;
    EXPECT_EQ(profile.line, 0) << name;
  }
}

TEST(ApplianceProfileTest, AnSps) {
  const ProfileSection& sps = BuiltInProfiles().at("sps");
  EXPECT_THAT(sps.ports, ElementsAre(4343, 443)) << "its console comes first";
  EXPECT_EQ(sps.pem_path, "/etc/lighttpd/server.pem");
  EXPECT_EQ(sps.test_command, "lighttpd -tt -f /etc/lighttpd/lighttpd.conf");
  EXPECT_EQ(sps.restart_command, "service lighttpd restart");
}

}  // namespace
}  // namespace certsweep::config
