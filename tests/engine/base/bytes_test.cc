#include "engine/base/bytes.h"

#include <string>

#include "gtest/gtest.h"

namespace certsweep::base {
namespace {

TEST(BytesTest, EncodesAsTwoLowerCaseDigitsAByte) {
  EXPECT_EQ(HexEncode({}), "");
  EXPECT_EQ(HexEncode(AsBytes(std::string_view("\x00\x0f\xa0\xff", 4))), "000fa0ff");
}

// FIPS 180-2, B.1.
TEST(BytesTest, ComputesSha256) {
  EXPECT_EQ(HexEncode(Sha256(AsBytes("abc"))), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(HexEncode(Sha256({})), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(BytesTest, ViewsTheSameBytesBothWays) {
  const std::string text("a\0\xff", 3);
  EXPECT_EQ(AsText(AsBytes(text)), text);
  EXPECT_EQ(AsBytes(text).data(), reinterpret_cast<const uint8_t*>(text.data()));
}

}  // namespace
}  // namespace certsweep::base
