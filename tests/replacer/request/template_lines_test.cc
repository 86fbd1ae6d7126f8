#include "replacer/request/template_lines.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/replacer/request/notice_texts.h"

namespace certsweep::replacer {
namespace {

using namespace std::string_view_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// "1 text" for each line.
std::vector<std::string> Lines(std::string_view text, std::vector<std::string>* told = nullptr) {
  std::vector<TemplateNotice> notices;
  const auto lines = ReadTemplateLines(text, &notices);
  if (!lines.ok()) return {std::string(lines.status().message())};
  std::vector<std::string> out;
  for (const TemplateLine& line : *lines) out.push_back(absl::StrCat(line.number, " ", line.text));
  if (told != nullptr) *told = NoticeTexts(notices);
  return out;
}

std::vector<std::string> Told(std::string_view text) {
  std::vector<std::string> told;
  Lines(text, &told);
  return told;
}

TEST(TemplateLinesTest, LeavesOutWhatSaysNothing) {
  std::vector<std::string> told;
  EXPECT_THAT(Lines("\n  # comment\n ; comment = too\n a = b # comment\n\t\n[ c ]", &told),
              ElementsAre("4 a = b", "6 [ c ]"));
  EXPECT_THAT(told, IsEmpty());
  EXPECT_THAT(Lines(""), IsEmpty());
}

TEST(TemplateLinesTest, AHashInQuotesOrBehindABackslashIsNoComment) {
  EXPECT_THAT(Lines("a = \"b # c\" # d\nb = 'it\\'s # e' # f\nc = g\\#h # i\nd = `#`#"),
              ElementsAre("1 a = \"b # c\"", "2 b = 'it\\'s # e'", "3 c = g\\#h", "4 d = `#`"));
  EXPECT_THAT(Lines("a = it's # not closed"), ElementsAre("1 a = it's # not closed"));
  EXPECT_THAT(Lines("a = b; c"), ElementsAre("1 a = b; c"));
}

TEST(TemplateLinesTest, ABackslashAtTheEndGoesOn) {
  EXPECT_THAT(Lines("a = b, \\\n  c, \\\n  d\ne = f"), ElementsAre("1 a = b,   c,   d", "4 e = f"));
  EXPECT_THAT(Lines("a = b\\\\\nc = d"), ElementsAre("1 a = b\\\\", "2 c = d"));
  EXPECT_THAT(Lines("a = b\\"), ElementsAre("1 a = b"));
  EXPECT_THAT(Told("# C:\\\na = b"), ElementsAre(HasSubstr("line 1: a comment that ends in \\")));
}

TEST(TemplateLinesTest, WhatWindowsAddsIsToldOnce) {
  std::vector<std::string> told;
  EXPECT_THAT(Lines("\xef\xbb\xbf[ req ]\r\na = b\r\n", &told), ElementsAre("1 [ req ]", "2 a = b"));
  EXPECT_THAT(told, ElementsAre("line 1: begins with a byte order mark, which is left out",
                                "line 1: lines end in CRLF, as on Windows"));
}

TEST(TemplateLinesTest, WhatWebPagesAddIsTold) {
  std::vector<std::string> told;
  EXPECT_THAT(Lines("a\u00a0= b\u202fc\n\u200bDNS.1 = x\u00ad.example", &told),
              ElementsAre("1 a = b c", "2 DNS.1 = x.example"));
  EXPECT_THAT(told, ElementsAre("line 1: a no-break space, as web pages have it, is read as a blank",
                                "line 2: a character without width is left out"));
  EXPECT_THAT(Told("# \u00a0\n; \u200b \xff"), IsEmpty()) << "in comments it does not matter";
}

TEST(TemplateLinesTest, TypographicQuotesAroundAValueOnly) {
  std::vector<std::string> told;
  EXPECT_THAT(Lines("a = \u201cb # c\u201d\nb = Joe\u2019s\nc = \u2018\u2019\nd = \u201d\ne \u201cf\u201d", &told),
              ElementsAre("1 a = \"b # c\"", "2 b = Joe\u2019s", "3 c = \"\"", "4 d = \u201d", "5 e \u201cf\u201d"));
  EXPECT_THAT(told, ElementsAre(HasSubstr("line 1: typographic quotes"), HasSubstr("line 3: typographic quotes")));
}

TEST(TemplateLinesTest, WhatIsNotUtf8IsLatin1) {
  std::vector<std::string> told;
  EXPECT_THAT(Lines("a = M\xfcller\nb = \x93x\x94", &told), ElementsAre("1 a = M\u00fcller", "2 b = \"x\""));
  EXPECT_THAT(told, ElementsAre("line 1: is not UTF-8, and is read as ISO 8859-1",
                                "line 2: is not UTF-8, and is read as ISO 8859-1", HasSubstr("line 2: typographic")));
}

TEST(TemplateLinesTest, WhatIsNoTextIsRefused) {
  EXPECT_THAT(Lines("\xff\xfe[\0"sv), ElementsAre(HasSubstr("line 1: the file is UTF-16")));
  EXPECT_THAT(Lines("\xfe\xff\0["sv), ElementsAre(HasSubstr("save it as UTF-8")));
  EXPECT_THAT(Lines("a\nb\0"sv), ElementsAre("line 2: a NUL character: no text file"));
  EXPECT_THAT(Lines(std::string(kMaxTemplateBytes + 1, 'a')), ElementsAre("over 1 MiB: no template"));
}

}  // namespace
}  // namespace certsweep::replacer
