#include "engine/base/hmac_sha1.h"

#include <gtest/gtest.h>

#include <string>

namespace certsweep::base {
namespace {

std::string Code(std::string_view key, std::string_view message) {
  return HexEncode(HmacSha1(AsBytes(key), AsBytes(message)));
}

// RFC 2202, 3.
TEST(HmacSha1Test, GivesThePublishedCodes) {
  EXPECT_EQ(Code(std::string(20, '\x0b'), "Hi There"), "b617318655057264e28bc0b6fb378c8ef146be00");
  EXPECT_EQ(Code("Jefe", "what do ya want for nothing?"), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
  EXPECT_EQ(Code(std::string(80, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First"),
            "aa4ae5e15272d00e95705637ce8a3b55ed402112");
}

TEST(HmacSha1Test, TakesNothing) { EXPECT_EQ(Code("", ""), "fbdb1d1b18aa6c08324b7d64b71fb76370690e1d"); }

}  // namespace
}  // namespace certsweep::base
