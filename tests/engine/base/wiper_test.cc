#include "engine/base/wiper.h"

#include "gtest/gtest.h"

namespace certsweep::base {
namespace {

TEST(WiperTest, NothingIsLeftWhenTheScopeIs) {
  std::string secret = "-----BEGIN PRIVATE KEY-----";
  const size_t size = secret.size();
  {
    const Wiper wiper(secret);
    EXPECT_EQ(secret.front(), '-');
  }
  EXPECT_EQ(secret, std::string(size, '\0'));
}

}  // namespace
}  // namespace certsweep::base
