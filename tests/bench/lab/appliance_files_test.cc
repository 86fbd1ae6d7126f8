#include "bench/lab/appliance_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "engine/config/config.h"

namespace certsweep::lab {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::vector<ApplianceName> Names() {
  return {{"sps01.lab.example", base::IpAddress::V4(0x7f140001)},
          {"sps02.lab.example", base::IpAddress::V4(0x7f140002)}};
}

TEST(ApplianceFilesTest, AnApplianceIsInTheInventoryByNameAndByAddress) {
  EXPECT_EQ(ApplianceInventory(Names(), 4343),
            "host,port,names\n"
            "sps01.lab.example,4343,sps01.lab.example;127.20.0.1\n"
            "127.20.0.1,4343,sps01.lab.example;127.20.0.1\n"
            "sps02.lab.example,4343,sps02.lab.example;127.20.0.2\n"
            "127.20.0.2,4343,sps02.lab.example;127.20.0.2\n");
}

TEST(ApplianceFilesTest, TheConfigurationIsOneAndSaysAllThatIsNeeded) {
  const std::string text =
      ApplianceConfig(Names(), {.folder = "/a lab", .user = "u", .https_port = 4343, .ssh_port = 2222});
  EXPECT_THAT(text, Not(HasSubstr("@")));
  std::vector<std::string> read;
  const config::FileAccess files = {.read = [&](const std::string& path) -> absl::StatusOr<std::string> {
                                      read.push_back(path);
                                      return std::string();
                                    },
                                    .check = [](const std::string&) { return absl::OkStatus(); }};
  const absl::StatusOr<config::Config> config = config::ParseConfig(text, "dir/certsweep.toml", files);
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->names.resolve.at("sps02.lab.example").ToString(), "127.20.0.2");
  EXPECT_EQ(config->replace.issuer, "lab");
  const config::ProfileSection& profile = config->profiles.at("sps");
  EXPECT_THAT(profile.ports, ElementsAre(4343));
  EXPECT_EQ(profile.pem_path, "/a lab/{short}/server.pem");
  EXPECT_EQ(profile.restart_command, "'/a lab/{short}/restart'");
  EXPECT_EQ(config->ssh.user, "u");
  EXPECT_EQ(config->ssh.port, 2222);
}

TEST(ApplianceFilesTest, TheTemplateAsksForNameAndAddress) {
  EXPECT_THAT(ApplianceTemplate(), HasSubstr("DNS.1 = {fqdn}\n"));
  EXPECT_THAT(ApplianceTemplate(), HasSubstr("IP.1  = {ip}\n"));
}

}  // namespace
}  // namespace certsweep::lab
