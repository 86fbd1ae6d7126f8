#include "engine/base/text.h"

#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"

namespace certsweep::base {
namespace {

TEST(TextTest, TellsValidUtf8) {
  for (const std::string_view text : {"", "a", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf",
                                      "\xee\x80\x80", "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_TRUE(IsValidUtf8(text)) << DisplayText(text);
  }
  EXPECT_TRUE(IsValidUtf8(std::string_view("a\0b", 3)));
}

// The table of well-formed byte sequences of the Unicode Standard (3-7), and what lies just outside of it.
TEST(TextTest, TellsInvalidUtf8) {
  struct {
    const char* why;
    std::vector<std::string_view> texts;
  } const kCases[] = {
      {"a continuation alone", {"\x80", "\xbf"}},
      {"longer than needed", {"\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xf0\x8f\xbf\xbf"}},
      {"a surrogate", {"\xed\xa0\x80", "\xed\xbf\xbf"}},
      {"beyond U+10FFFF", {"\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xf8\x88\x80\x80\x80", "\xfe", "\xff"}},
      {"cut short", {"\xc2", "\xe2\x82", "\xf0\x9f\x92", "a\xe2\x82"}},
      {"no continuation", {"\xc2\x41", "\xe2\x41\x80", "\xe2\x82\x41", "\xc2\xc2"}},
  };
  for (const auto& c : kCases) {
    for (const std::string_view text : c.texts) EXPECT_FALSE(IsValidUtf8(text)) << c.why << ": " << DisplayText(text);
  }
}

TEST(TextTest, ShowsWhatIsHarmlessAsItIs) {
  for (const std::string_view text : {"", "sps-1.example", " ~!\"\\", "\xc3\xbc", "\xe6\x97\xa5\xe6\x9c\xac",
                                      "\xf0\x9f\x94\x92", "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d"}) {
    EXPECT_EQ(DisplayText(text), text);
  }
}

TEST(TextTest, EscapesWhatMovesHidesOrReorders) {
  struct {
    std::string_view text;
    const char* shown;
  } const kCases[] = {
      {std::string_view("a\0b", 3), R"(a\x00b)"},
      {"\n\r\t\x1b[31m", R"(\x0a\x0d\x09\x1b[31m)"},
      {"\x7f", R"(\x7f)"},
      {"\xc2\x85", R"(\u{0085})"},  // C1: next line
      {"\xc2\x9b", R"(\u{009b})"},  // C1: control sequence introducer
      {"\xc2\xad", R"(\u{00ad})"},  // soft hyphen
      {"a\xe2\x80\xae"
       "txt.exe",
       R"(a\u{202e}txt.exe)"},                              // right-to-left override
      {"\xe2\x80\x8f\xd8\x9c", R"(\u{200f}\u{061c})"},      // right-to-left mark, Arabic letter mark
      {"\xe2\x81\xa6\xe2\x81\xa9", R"(\u{2066}\u{2069})"},  // isolates
      {"\xe2\x80\x8b\xe2\x80\x8d", R"(\u{200b}\u{200d})"},  // zero-width space and joiner
      {"\xe2\x80\xa8\xe2\x80\xa9", R"(\u{2028}\u{2029})"},  // line and paragraph separator
      {"\xef\xbb\xbf", R"(\u{feff})"},                      // byte order mark
      {"\xf3\xa0\x81\x81", R"(\u{e0041})"},                 // a tag
  };
  for (const auto& c : kCases) EXPECT_EQ(DisplayText(c.text), c.shown);
}

TEST(TextTest, EscapesWhatIsNoUtf8ByteByByte) {
  EXPECT_EQ(DisplayText("B\xfc"
                        "cher"),
            R"(B\xfccher)");                                            // Latin-1
  EXPECT_EQ(DisplayText("\xc0\xae\xc0\xae/"), R"(\xc0\xae\xc0\xae/)");  // "../", longer than needed
  EXPECT_EQ(DisplayText("\xed\xa0\x80"), R"(\xed\xa0\x80)");            // a surrogate
  EXPECT_EQ(DisplayText("\xe2\x82"), R"(\xe2\x82)");                    // cut short
  EXPECT_EQ(DisplayText("\xe2\x82"
                        "a"),
            R"(\xe2\x82a)");  // what follows is kept
}

TEST(TextTest, CutsAtACharacterAndSaysSo) {
  struct {
    std::string_view text;
    size_t max_bytes;
    const char* shown;
  } const kCases[] = {
      {"abcdef", 6, "abcdef"},  // it fits
      {"abcdefg", 6, "abc..."},
      {"\xc3\xbc\xc3\xbc\xc3\xbc", 6, "\xc3\xbc\xc3\xbc\xc3\xbc"},
      {"\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc", 6, "\xc3\xbc..."},  // never half a character
      {"\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc", 7, "\xc3\xbc\xc3\xbc..."},
      {"\n\n", 8, R"(\x0a\x0a)"},
      {"\n\n\n", 8, R"(\x0a...)"},  // never half an escape
      {"\n\n", 7, R"(\x0a...)"},
      {"\n\n", 6, "..."},
      {"abcd", 3, "..."},
      {"abcd", 2, ".."},
      {"abcd", 0, ""},
      {"", 0, ""},
  };
  for (const auto& c : kCases) EXPECT_EQ(DisplayText(c.text, c.max_bytes), c.shown) << c.max_bytes;
}

// A peer may send a megabyte; what is shown of it is short, and showing it takes no time.
TEST(TextTest, IsBoundedForAnyInput) {
  EXPECT_EQ(DisplayText(std::string(1 << 20, '\x01')).size(), 4u * 63 + 3);
  EXPECT_EQ(DisplayText(std::string(1 << 20, 'a')), std::string(253, 'a') + "...");
}

TEST(TextTest, LowersAsciiAlone) {
  EXPECT_EQ(AsciiLower("SPS-1.Example"), "sps-1.example");
  EXPECT_EQ(AsciiLower("@[`{\xc3\x9c"), "@[`{\xc3\x9c");
}

TEST(TextTest, ComparesWithoutRegardToAsciiCase) {
  EXPECT_TRUE(EqualsIgnoreAsciiCase("SPS.example", "sps.EXAMPLE"));
  EXPECT_TRUE(EqualsIgnoreAsciiCase("", ""));
  EXPECT_FALSE(EqualsIgnoreAsciiCase("a", "ab"));
  EXPECT_FALSE(EqualsIgnoreAsciiCase("[", "{"));  // 0x20 apart, and no letters
  EXPECT_FALSE(EqualsIgnoreAsciiCase("\xc3\x9c", "\xc3\xbc"));
}

TEST(TextTest, ConvertsViewsWithoutCopying) {
  const std::string text("a\0b", 3);
  EXPECT_EQ(ToAbsl(text).data(), text.data());
  EXPECT_EQ(ToAbsl(text).size(), 3u);
  EXPECT_EQ(ToStd(ToAbsl(text)), text);
}

}  // namespace
}  // namespace certsweep::base
