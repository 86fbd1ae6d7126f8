#include "replacer/deploy/temporary_name.h"

#include <gtest/gtest.h>

#include <set>

namespace certsweep::replacer {
namespace {

TEST(TemporaryNameTest, TokensAreNeverTheSame) {
  std::set<std::string> tokens;
  for (int i = 0; i < 1000; ++i) {
    const std::string token = *RandomToken();
    EXPECT_EQ(token.size(), 32U);
    EXPECT_EQ(token.find_first_not_of("0123456789abcdef"), std::string::npos);
    tokens.insert(token);
  }
  EXPECT_EQ(tokens.size(), 1000U);
}

TEST(TemporaryNameTest, StaysInTheFolder) {
  EXPECT_EQ(TemporaryPathFor("/etc/lighttpd/server.pem", "0af"), "/etc/lighttpd/.server.pem.0af.certsweep");
  EXPECT_EQ(TemporaryPathFor("/server.pem", "0af"), "/.server.pem.0af.certsweep");
}

}  // namespace
}  // namespace certsweep::replacer
