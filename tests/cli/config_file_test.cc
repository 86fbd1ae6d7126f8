#include "cli/config_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/temporary_folder.h"

namespace certsweep::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ConfigFileTest : public testing::Test {
 protected:
  absl::Status Apply(const std::string& text) {
    test::WriteWholeFile(folder_.Path("c.toml"), text);
    return Apply();
  }
  absl::Status Apply() {
    return ApplyConfigFile(folder_.Path("c.toml"), {policy_, min_days_left_given_, trust_, intermediates_, crls_});
  }
  std::string InFolder(const std::string& name) {
    test::WriteWholeFile(folder_.Path(name), "");
    return folder_.Path(name);
  }

  const test::TemporaryFolder folder_;
  pki::Policy policy_;
  bool min_days_left_given_ = false;
  std::vector<std::string> trust_, intermediates_, crls_;
};

TEST_F(ConfigFileTest, SetsWhatTheCommandLineDidNot) {
  const std::string root = InFolder("root.pem"), issuing = InFolder("issuing.pem"), crl = InFolder("a.crl");
  ASSERT_TRUE(Apply("[policy]\nmin_rsa_bits = 3072\nmin_days_left = 60\n[trust]\nfiles = ['root.pem']\n"
                    "intermediates = ['issuing.pem']\ncrls = ['a.crl']\n")
                  .ok());
  EXPECT_EQ(policy_.min_rsa_bits, 3072);
  EXPECT_EQ(policy_.min_days_left, 60);
  EXPECT_THAT(trust_, ElementsAre(root));
  EXPECT_THAT(intermediates_, ElementsAre(issuing));
  EXPECT_THAT(crls_, ElementsAre(crl));
}

TEST_F(ConfigFileTest, WhatTheCommandLineGaveStays) {
  InFolder("root.pem");
  policy_.min_days_left = 7;
  min_days_left_given_ = true;
  trust_ = {"mine.pem"};
  intermediates_ = {"i.pem"};
  crls_ = {"c.crl"};
  ASSERT_TRUE(Apply("[policy]\nmin_rsa_bits = 3072\nmin_days_left = 60\n[trust]\nfiles = ['root.pem']\n"
                    "intermediates = ['root.pem']\ncrls = ['root.pem']\n")
                  .ok());
  EXPECT_EQ(policy_.min_rsa_bits, 3072);
  EXPECT_EQ(policy_.min_days_left, 7);
  EXPECT_THAT(trust_, ElementsAre("mine.pem"));
  EXPECT_THAT(intermediates_, ElementsAre("i.pem"));
  EXPECT_THAT(crls_, ElementsAre("c.crl"));
}

TEST_F(ConfigFileTest, WhatNeitherGivesIsTheDefault) {
  ASSERT_TRUE(Apply("").ok());
  EXPECT_EQ(policy_.min_days_left, 30);
  EXPECT_THAT(trust_, IsEmpty());
}

TEST_F(ConfigFileTest, ABadFileChangesNothing) {
  EXPECT_FALSE(Apply().ok()) << "it is not there";
  EXPECT_FALSE(Apply("[policy]\nmin_rsa_bits = 3072\nmin_ec_bits = 1\n").ok());
  EXPECT_EQ(policy_.min_rsa_bits, 2048);
}

TEST_F(ConfigFileTest, WithoutAFileNothingIsDone) {
  policy_.min_rsa_bits = 1;
  EXPECT_TRUE(ApplyConfigFile("", {policy_, min_days_left_given_, trust_, intermediates_, crls_}).ok());
  EXPECT_EQ(policy_.min_rsa_bits, 1);
}

}  // namespace
}  // namespace certsweep::cli
