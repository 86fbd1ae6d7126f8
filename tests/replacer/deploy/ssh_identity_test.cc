#include "replacer/deploy/ssh_identity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/ssh_server.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::replacer {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class SshIdentityTest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (!test::SshServer::IsAvailable()) GTEST_SKIP() << "openssh is not installed";
  }
  const test::TemporaryFolder folder_;
  const std::string path_ = folder_.Path("key");
};

TEST_P(SshIdentityTest, OpensWithItsPassphraseAlone) {
  test::MakeSshKey(path_, GetParam(), "hunter2");
  EXPECT_TRUE(CheckSshIdentity(path_, "hunter2").ok());
  const absl::Status without = CheckSshIdentity(path_, "");
  EXPECT_TRUE(absl::IsFailedPrecondition(without)) << without;
  EXPECT_THAT(std::string(without.message()), StartsWith(path_ + ": this private key needs a passphrase"));
  for (const std::string& wrong : {std::string("wr0ng"), std::string(100'000, 'x')}) {
    const absl::Status refused = CheckSshIdentity(path_, wrong);
    EXPECT_TRUE(absl::IsUnauthenticated(refused)) << refused;
    EXPECT_THAT(refused.ToString(), Not(HasSubstr(wrong)));
  }
}

TEST_P(SshIdentityTest, OneThatIsNotEncryptedAsksForNothing) {
  test::MakeSshKey(path_, GetParam());
  const auto key = ReadSshIdentity(path_, [] {
    ADD_FAILURE() << "asked";
    return std::nullopt;
  });
  EXPECT_TRUE(key.ok()) << key.status();
}

INSTANTIATE_TEST_SUITE_P(Types, SshIdentityTest, testing::Values("ed25519", "rsa:2048", "ecdsa:256"));

TEST(SshIdentityFileTest, WhatIsNoKeyIsTold) {
  const test::TemporaryFolder folder;
  EXPECT_TRUE(absl::IsNotFound(CheckSshIdentity(folder.Path("none"), "")));
  test::WriteWholeFile(folder.Path("text"), "text");
  EXPECT_TRUE(absl::IsInvalidArgument(CheckSshIdentity(folder.Path("text"), "")));
}

}  // namespace
}  // namespace certsweep::replacer
