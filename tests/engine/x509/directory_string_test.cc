#include "engine/x509/directory_string.h"

#include <openssl/bytestring.h>

#include "gtest/gtest.h"

namespace certsweep::x509 {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

TEST(DirectoryStringTest, DecodesEachTypeToUtf8) {
  const struct {
    unsigned tag;
    std::string_view content;
    std::string_view expected;
  } kCases[] = {
      {CBS_ASN1_UTF8STRING, "M\xc3\xbcller", "M\xc3\xbcller"},
      {CBS_ASN1_UTF8STRING, "", ""},
      {CBS_ASN1_UTF8STRING, "a\0b"sv, "a\0b"sv},
      {CBS_ASN1_PRINTABLESTRING, "Corp", "Corp"},
      {CBS_ASN1_PRINTABLESTRING, "*.corp.example", "*.corp.example"},  // a character that the type lacks
      {CBS_ASN1_IA5STRING, "a@corp.example", "a@corp.example"},
      {CBS_ASN1_NUMERICSTRING, "12 34", "12 34"},
      {CBS_ASN1_VISIBLESTRING, "Corp", "Corp"},
      {CBS_ASN1_T61STRING, "M\xfcller", "M\xc3\xbcller"},
      {CBS_ASN1_T61STRING, "\xff", "\xc3\xbf"},
      {CBS_ASN1_BMPSTRING, "\0M\0\xfc"sv, "M\xc3\xbc"},
      {CBS_ASN1_BMPSTRING, "\x20\xac", "\xe2\x82\xac"},
      {CBS_ASN1_BMPSTRING, "\xd8\x3d\xde\x00"sv, "\xf0\x9f\x98\x80"},  // a surrogate pair, as Windows writes it
      {CBS_ASN1_BMPSTRING, "", ""},
      {CBS_ASN1_UNIVERSALSTRING, "\0\0\0M\0\1\xf6\0"sv, "M\xf0\x9f\x98\x80"},
      {CBS_ASN1_UNIVERSALSTRING, "\0\x10\xff\xff"sv, "\xf4\x8f\xbf\xbf"},
  };
  for (const auto& c : kCases) EXPECT_EQ(DecodeDirectoryString(c.tag, c.content), c.expected) << c.tag;
}

TEST(DirectoryStringTest, RefusesOctetsThatDoNotFitTheType) {
  const struct {
    unsigned tag;
    std::string_view content;
  } kCases[] = {
      {CBS_ASN1_UTF8STRING, "M\xfcller"},
      {CBS_ASN1_UTF8STRING, "\xc0\x80"},          // over-long NUL
      {CBS_ASN1_UTF8STRING, "\xed\xa0\x80"},      // a surrogate
      {CBS_ASN1_UTF8STRING, "\xf4\x90\x80\x80"},  // beyond U+10FFFF
      {CBS_ASN1_UTF8STRING, "a\xe2\x82"},         // cut short
      {CBS_ASN1_PRINTABLESTRING, "M\xfcller"},
      {CBS_ASN1_IA5STRING, "\x80"},
      {CBS_ASN1_BMPSTRING, "\0M\0"sv},
      {CBS_ASN1_BMPSTRING, "\xd8\x3d"},            // half a pair at the end
      {CBS_ASN1_BMPSTRING, "\xd8\x3d\0M"sv},       // half a pair
      {CBS_ASN1_BMPSTRING, "\xde\x00\xd8\x3d"sv},  // the halves the wrong way round
      {CBS_ASN1_UNIVERSALSTRING, "\0\0M"sv},
      {CBS_ASN1_UNIVERSALSTRING, "\0\x11\0\0"sv},              // beyond U+10FFFF
      {CBS_ASN1_UNIVERSALSTRING, "\0\0\xd8\x3d\0\0\xde\0"sv},  // pairs are of UTF-16
      {CBS_ASN1_UNIVERSALSTRING, "\xff\xff\xff\xff"},
  };
  for (const auto& c : kCases) EXPECT_EQ(DecodeDirectoryString(c.tag, c.content), std::nullopt) << c.tag;
}

TEST(DirectoryStringTest, OtherTypesAreNoStrings) {
  for (const unsigned tag :
       {CBS_ASN1_INTEGER, CBS_ASN1_OCTETSTRING, CBS_ASN1_BITSTRING, CBS_ASN1_SEQUENCE, CBS_ASN1_NULL, CBS_ASN1_UTCTIME,
        CBS_ASN1_UTF8STRING | CBS_ASN1_CONSTRUCTED, CBS_ASN1_CONTEXT_SPECIFIC | 12u}) {
    EXPECT_EQ(DecodeDirectoryString(tag, "text"), std::nullopt) << tag;
  }
}

TEST(DirectoryStringTest, NormalizesSpaceAndCase) {
  const struct {
    std::string_view text;
    std::string_view expected;
  } kCases[] = {
      {"", ""},
      {"   \t ", ""},
      {"Corp", "corp"},
      {"  Corp \t\r\n  Issuing\v\fCA  ", "corp issuing ca"},
      {"M\xc3\x9cLLER", "m\xc3\xbcller"},                        // Latin-1
      {"\xc3\x80\xc3\x9e", "\xc3\xa0\xc3\xbe"},                  // its first and last capital
      {"\xc3\x97\xc3\x9f\xc3\xbf", "\xc3\x97\xc3\x9f\xc3\xbf"},  // x, sharp s and y-diaeresis have no other case here
      {"\xce\x91\xce\xa9", "\xce\xb1\xcf\x89"},                  // Greek
      {"\xd0\x90\xd0\xaf\xd0\x81", "\xd0\xb0\xd1\x8f\xd1\x91"},  // Cyrillic
      {"\xe2\x82\xac\xf0\x9f\x98\x80 A", "\xe2\x82\xac\xf0\x9f\x98\x80 a"},
      {"A\0B"sv, "a\0b"sv},
      {"A\xc3", "a\xc3"},  // no UTF-8 at its end: nothing is read behind it
  };
  for (const auto& c : kCases) EXPECT_EQ(NormalizeDirectoryString(c.text), c.expected) << c.text;
}

TEST(DirectoryStringTest, NormalizingTwiceChangesNothing) {
  std::string every_two_byte_character;
  for (int lead = 0xc2; lead < 0xe0; ++lead) {
    for (int next = 0x80; next < 0xc0; ++next) {
      every_two_byte_character += {static_cast<char>(lead), static_cast<char>(next)};
    }
  }
  const std::string once = NormalizeDirectoryString(every_two_byte_character);
  EXPECT_EQ(once.size(), every_two_byte_character.size());
  EXPECT_EQ(NormalizeDirectoryString(once), once);
}

TEST(DirectoryStringTest, IsWrittenInTheTypeThatItFits) {
  const std::optional<std::string> none;
  EXPECT_EQ(EncodeDirectoryString(StringType::kPrintable, "Corp Ltd (UK) '+,-./:=?9"), "Corp Ltd (UK) '+,-./:=?9");
  for (const char* text : {"a@b", "a*b", "a&b", "a_b", "\u00fc", "\u0161"}) {
    EXPECT_EQ(EncodeDirectoryString(StringType::kPrintable, text), none) << text;
  }
  EXPECT_EQ(EncodeDirectoryString(StringType::kIa5, "a@b*"), "a@b*");
  EXPECT_EQ(EncodeDirectoryString(StringType::kIa5, "\u00fc"), none);
  EXPECT_EQ(EncodeDirectoryString(StringType::kTeletex, "M\u00fcller"), "M\xfcller");
  EXPECT_EQ(EncodeDirectoryString(StringType::kTeletex, "\u0161"), none);
  EXPECT_EQ(EncodeDirectoryString(StringType::kBmp, "a\u0161"), std::string("\0a\x01\x61", 4));
  EXPECT_EQ(EncodeDirectoryString(StringType::kBmp, "\U0001f600"), none);
  EXPECT_EQ(EncodeDirectoryString(StringType::kUtf8, "\U0001f600 \u20ac"), "\U0001f600 \u20ac");
  EXPECT_EQ(EncodeDirectoryString(StringType::kUtf8, "\xff"), none);
  EXPECT_EQ(CountCharacters("a\u00fc\u20ac\U0001f600"), 4u);
}

}  // namespace
}  // namespace certsweep::x509
