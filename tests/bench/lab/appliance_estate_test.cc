#include "bench/lab/appliance_estate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "bench/lab/appliance_programs.h"
#include "bench/lab/loopback_socket.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::lab {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class ApplianceEstateTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const absl::Status there = CheckAppliancePrograms();
    if (!there.ok()) GTEST_SKIP() << there;
  }

  ApplianceEstateOptions Options(int appliances) const {
    return {.appliances = appliances,
            .folder = folder_.Path("lab"),
            .https_port = 0,
            .ssh_port = 0,
            .first_address = base::IpAddress::V4(0x7f400001u | (static_cast<uint32_t>(getpid()) & 0xfff) << 8)};
  }

  static std::string Complaint(const ApplianceEstateOptions& options) {
    return std::string(ApplianceEstate::Start(options).status().message());
  }

  const test::TemporaryFolder folder_;
};

TEST_F(ApplianceEstateTest, WritesWhatIsNeededAndEndsWhenStopped) {
  const auto estate = ApplianceEstate::Start(Options(2));
  ASSERT_TRUE(estate.ok()) << estate.status();
  ASSERT_EQ((*estate)->appliances().size(), 2u);
  const Appliance& second = *(*estate)->appliances()[1];
  EXPECT_EQ(second.host(), "sps02.lab.example");
  EXPECT_TRUE(IsListening(second.address(), (*estate)->https_port()));
  EXPECT_TRUE(IsListening(second.address(), (*estate)->ssh_port()));
  const std::string folder = (*estate)->folder() + "/";
  EXPECT_EQ(test::ReadWholeFile(folder + kRootFile), (*estate)->TrustPem());
  EXPECT_EQ(test::ReadWholeFile(folder + "estate.csv"), (*estate)->InventoryCsv());
  EXPECT_THAT(test::ReadWholeFile(folder + kKnownHostsFile),
              AllOf(HasSubstr("[sps02.lab.example]:"), HasSubstr("[" + second.address().ToString() + "]:")));
  const base::IpAddress address = second.address();
  (*estate)->Stop();
  EXPECT_FALSE(IsListening(address, (*estate)->https_port()));
}

TEST_F(ApplianceEstateTest, WhatCanNotBeIsSaid) {
  EXPECT_THAT(Complaint(Options(0)), HasSubstr("0 appliances: 1 to 200"));
  ApplianceEstateOptions options = Options(1);
  options.https_port = options.ssh_port = 4343;
  EXPECT_THAT(Complaint(options), HasSubstr("port 4343"));
  for (const char* name : {"it's", "a\"b", "a{short}", "a\nb", "100%"}) {
    options = Options(1);
    options.folder = folder_.Path(name);
    EXPECT_THAT(Complaint(options), HasSubstr("a folder for appliances has")) << name;
    EXPECT_FALSE(std::filesystem::exists(options.folder));
  }
  options = Options(1);
  options.folder = folder_.Path("file");
  test::WriteWholeFile(options.folder, "");
  EXPECT_THAT(Complaint(options), HasSubstr("file"));
}

TEST_F(ApplianceEstateTest, AFolderWithSomethingInItIsLeftAlone) {
  std::filesystem::create_directory(folder_.Path("lab"));
  test::WriteWholeFile(folder_.Path("lab/letters"), "");
  EXPECT_THAT(Complaint(Options(1)), AllOf(HasSubstr("/lab: is not empty")));
}

TEST_F(ApplianceEstateTest, APortInUseIsSaidBeforeAnythingIsMade) {
  const auto taken = ListenOnLoopback(0);
  ASSERT_TRUE(taken.ok()) << taken.status();
  ApplianceEstateOptions options = Options(2);
  options.ssh_port = taken->port;
  EXPECT_THAT(Complaint(options), AllOf(HasSubstr(":" + std::to_string(taken->port) + ": "), HasSubstr("in use")));
  EXPECT_FALSE(std::filesystem::exists(options.folder));
}

}  // namespace
}  // namespace certsweep::lab
