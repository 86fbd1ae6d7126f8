#include "engine/base/bytes.h"

#include <cctype>
#include <optional>
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

TEST(BytesTest, ReadsASha256InTheFormsThatPeopleHave) {
  const std::string hex = HexEncode(Sha256({}));
  std::string upper_with_colons;
  for (size_t i = 0; i < hex.size(); i += 2) {
    if (i > 0) upper_with_colons += ':';
    for (const char c : {hex[i], hex[i + 1]}) upper_with_colons += static_cast<char>(std::toupper(c));
  }
  EXPECT_EQ(Sha256FromHex(hex), Sha256({}));
  EXPECT_EQ(Sha256FromHex(upper_with_colons), Sha256({}));
  std::string semicolon = upper_with_colons, last_colon = upper_with_colons;
  semicolon[2] = ';';
  last_colon[92] = 'A';
  for (const std::string& bad : {std::string(), hex + "0", hex.substr(1), hex.substr(2), "g" + hex.substr(1),
                                 hex.substr(1) + " ", "/" + hex.substr(1), hex.substr(1) + ":", "@" + hex.substr(1),
                                 "`" + hex.substr(1), "0x" + hex, semicolon, last_colon, "sha256:" + hex}) {
    EXPECT_EQ(Sha256FromHex(bad), std::nullopt) << bad;
  }
}

TEST(BytesTest, ViewsTheSameBytesBothWays) {
  const std::string text("a\0\xff", 3);
  EXPECT_EQ(AsText(AsBytes(text)), text);
  EXPECT_EQ(AsBytes(text).data(), reinterpret_cast<const uint8_t*>(text.data()));
}

}  // namespace
}  // namespace certsweep::base
