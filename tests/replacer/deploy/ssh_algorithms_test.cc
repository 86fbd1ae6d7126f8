#include "replacer/deploy/ssh_algorithms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace certsweep::replacer {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(SshAlgorithmsTest, OldOnesAreOfferedOnlyWhenAskedFor) {
  const SshAlgorithms now = OfferedAlgorithms(false, {}), legacy = OfferedAlgorithms(true, {});
  EXPECT_THAT(now.key_exchange, Not(HasSubstr("sha1")));
  EXPECT_THAT(now.macs, Not(HasSubstr("sha1")));
  EXPECT_THAT(now.ciphers, Not(HasSubstr("cbc")));
  EXPECT_THAT(now.host_keys, Not(HasSubstr("ssh-rsa")));
  EXPECT_THAT(now.user_keys, Not(HasSubstr("ssh-rsa")));
  // Last, so that a host that knows better takes better.
  EXPECT_EQ(legacy.host_keys, now.host_keys + ",ssh-rsa");
  EXPECT_EQ(legacy.user_keys, now.user_keys + ",ssh-rsa");
  EXPECT_THAT(legacy.key_exchange, StartsWith(now.key_exchange + ",diffie-hellman-group14-sha1"));
  EXPECT_THAT(legacy.ciphers, StartsWith(now.ciphers + ",aes256-cbc"));
  EXPECT_THAT(legacy.macs, StartsWith(now.macs + ",hmac-sha1"));
}

TEST(SshAlgorithmsTest, KnownTypesComeFirst) {
  EXPECT_THAT(OfferedAlgorithms(false, {}).host_keys, StartsWith("ssh-ed25519,"));
  EXPECT_THAT(OfferedAlgorithms(false, {"ssh-rsa"}).host_keys, StartsWith("rsa-sha2-512,rsa-sha2-256,ssh-ed25519"));
  EXPECT_THAT(OfferedAlgorithms(false, {"ecdsa-sha2-nistp384"}).host_keys, StartsWith("ecdsa-sha2-nistp384,"));
  // A preference makes no old algorithm a new one.
  EXPECT_THAT(OfferedAlgorithms(false, {"ssh-rsa", "ssh-dss"}).host_keys, Not(HasSubstr("ssh-rsa")));
  EXPECT_THAT(OfferedAlgorithms(false, {"ssh-rsa"}).user_keys, StartsWith("ssh-ed25519"));
}

}  // namespace
}  // namespace certsweep::replacer
