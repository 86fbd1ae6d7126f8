#include "engine/base/json_writer.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "engine/base/text.h"

namespace certsweep::base {
namespace {

using namespace std::string_literals;

std::string String(std::string_view text) {
  std::string out;
  AppendJsonString(text, out);
  return out;
}
std::string PeerString(std::string_view text) {
  std::string out;
  AppendJsonPeerString(text, out);
  return out;
}

TEST(JsonWriterTest, StringsKeepTheirValue) {
  EXPECT_EQ(String(""), R"("")");
  EXPECT_EQ(String("sps01.corp.example"), R"("sps01.corp.example")");
  EXPECT_EQ(String("\"C:\\x\"\r\n\t"), R"("\"C:\\x\"\r\n\t")");
  EXPECT_EQ(String("\0\x1b[31m\x7f"s), R"("\u0000\u001b[31m\u007f")");
  EXPECT_EQ(String("B\u00fccher \u20ac \U0001f511"), "\"B\u00fccher \u20ac \U0001f511\"");
}

TEST(JsonWriterTest, WhatIsNotUtf8IsReplacedByteByByte) {
  const std::string bad = "\xef\xbf\xbd";
  EXPECT_EQ(String("a\xff"
                   "b"),
            "\"a" + bad + "b\"");
  EXPECT_EQ(String("\xe2\x82"), "\"" + bad + bad + "\"") << "cut in the middle";
  EXPECT_EQ(String("\xc0\xaf"), "\"" + bad + bad + "\"") << "an overlong form";
  EXPECT_EQ(String("\xed\xa0\x80"), "\"" + bad + bad + bad + "\"") << "half a surrogate pair";
  EXPECT_EQ(String("\x80\xe2\x82\xac"), "\"" + bad + "\u20ac\"") << "what follows is not lost";
}

TEST(JsonWriterTest, TextOfPeersIsMadeVisibleAndNeverCut) {
  EXPECT_EQ(PeerString("CN=sps01,O=Corp"), R"("CN=sps01,O=Corp")");
  EXPECT_EQ(PeerString("\x1b[2J\u202e\xff\"\\"), R"("\\x1b[2J\\u{202e}\\xff\"\\")");
  EXPECT_EQ(PeerString("\u00fc"), "\"\u00fc\"");
  const std::string longest = "\u00fc" + std::string(100'000, 'a');
  EXPECT_EQ(PeerString(longest), "\"" + longest + "\"");
}

// Every byte alone, and every pair that begins a character: always JSON, always UTF-8.
TEST(JsonWriterTest, AnyBytesGiveValidUtf8WithoutControls) {
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const std::string text = {static_cast<char>(first), static_cast<char>(second)};
      for (const std::string& json : {String(text), PeerString(text)}) {
        ASSERT_TRUE(IsValidUtf8(json)) << first << " " << second;
        for (const char c : json) ASSERT_GE(static_cast<unsigned char>(c), 0x20) << first << " " << second;
      }
    }
  }
}

TEST(JsonWriterTest, ObjectsCloseThemselves) {
  std::string out = "[";
  {
    JsonObjectWriter object(out);
    object.String("a", "\"");
    object.PeerString("b", "\x1b");
    object.Integer("c", std::numeric_limits<int64_t>::min());
    object.Boolean("d", true);
    object.Boolean("e", false);
    object.Hex("f", AsBytes(std::string_view("\x00\xff", 2)));
    JsonObjectWriter inner(object.Key("g"));
  }
  EXPECT_EQ(out, R"([{"a":"\"","b":"\\x1b","c":-9223372036854775808,"d":true,"e":false,"f":"00ff","g":{}})");
}

TEST(JsonWriterTest, Arrays) {
  const auto array = [](const std::vector<int64_t>& numbers) {
    std::string out;
    AppendJsonArray(numbers, out, [&out](int64_t number) { AppendJsonInteger(number, out); });
    return out;
  };
  EXPECT_EQ(array({}), "[]");
  EXPECT_EQ(array({0, -1, std::numeric_limits<int64_t>::max()}), "[0,-1,9223372036854775807]");
}

}  // namespace
}  // namespace certsweep::base
