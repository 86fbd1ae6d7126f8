#include "replacer/request/template_file.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/replacer/request/notice_texts.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::replacer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TemplateFile Read(std::string_view text) {
  absl::StatusOr<TemplateFile> file = TemplateFile::Parse(text);
  EXPECT_TRUE(file.ok()) << file.status();
  return file.ok() ? *std::move(file) : TemplateFile();
}

// "[section] name=value@line" for every entry.
std::vector<std::string> Entries(const TemplateFile& file) {
  std::vector<std::string> out;
  for (const TemplateSection& section : file.sections()) {
    for (const TemplateEntry& entry : section.entries) {
      out.push_back(absl::StrCat("[", section.name, "] ", entry.name, "=", entry.value.text, "@", entry.line));
    }
  }
  return out;
}

std::string ErrorOf(std::string_view text) {
  const auto file = TemplateFile::Parse(text);
  return file.ok() ? "no error" : std::string(file.status().message());
}

TEST(TemplateFileTest, SectionsAndEntriesWithTheirLines) {
  const TemplateFile file = Read("x = 0\n[ a ]\none=1\n two = 2 = two\n[b]\n[ a ]\nthree =\n b::four = 4\n");
  EXPECT_THAT(Entries(file),
              ElementsAre("[default] x=0@1", "[a] one=1@3", "[a] two=2 = two@4", "[a] three=@7", "[b] four=4@8"));
  EXPECT_THAT(file.notices(), IsEmpty());
  EXPECT_EQ(file.Find("a", "one")->value.text, "1");
  EXPECT_EQ(file.Find("a", "x")->value.text, "0") << "out of the default section";
  EXPECT_EQ(file.Find("a", "four"), nullptr);
  EXPECT_EQ(file.Find("c", "x")->value.text, "0");
  EXPECT_NE(file.FindSection("b"), nullptr);
  EXPECT_EQ(file.FindSection("c"), nullptr);
}

TEST(TemplateFileTest, VariablesSeeWhatStandsAboveThem) {
  const TemplateFile file = Read("d = D\n[a]\nx = $d\ny = ${x}1\n[b]\nz = $a::y\nw = $y\nv = $late\nlate = 1");
  EXPECT_EQ(file.Find("b", "z")->value.text, "D1");
  EXPECT_EQ(file.Find("b", "w")->Text().status().message(),
            "line 7: w uses the variable \"y\", which has no value above it");
  EXPECT_FALSE(file.Find("b", "v")->Text().ok());
  EXPECT_EQ(*file.Find("b", "late")->Text(), "1");
}

TEST(TemplateFileTest, OfTwoTheLastCountsAsInOpenssl) {
  const TemplateFile file = Read("[a]\nx = 1\ny = 2\nx = 3\n");
  EXPECT_THAT(Entries(file), ElementsAre("[a] y=2@3", "[a] x=3@4"));
  EXPECT_THAT(NoticeTexts(file.notices()),
              ElementsAre("line 2: x is given again in line 4, which counts, as in OpenSSL"));
}

TEST(TemplateFileTest, WhatIsOddIsTold) {
  const TemplateFile file = Read("Copy this:\n[ a\nx = 1\n[b] y = 2\n.pragma = abspath:on\nz = it's\n= 5\n");
  EXPECT_THAT(Entries(file), ElementsAre("[a] x=1@3", "[b] z=its@6"));
  EXPECT_THAT(NoticeTexts(file.notices()),
              ElementsAre("line 1: left out, for there is no \"name = value\" in it: \"Copy this:\"",
                          "line 2: the ] of a section is missing", "line 4: what stands behind ] is left out",
                          "line 5: .pragma is left out",
                          "line 6: a quote is not closed: it goes to the end of the line, as OpenSSL reads it",
                          "line 7: left out, for there is no \"name = value\" in it: \"= 5\""));
}

TEST(TemplateFileTest, WhatTooMuchHangsOnIsRefused) {
  EXPECT_EQ(ErrorOf("a = b\n.include /etc/other.cnf"),
            "line 2: .include is not followed: put what that file says into this one");
  EXPECT_THAT(ErrorOf(".include = x"), HasSubstr(".include is not followed"));
  EXPECT_EQ(ErrorOf(".included = x"), "no error");
  EXPECT_EQ(ErrorOf(".pragma dollarid:true"), "line 1: .pragma dollarid is not understood");
  EXPECT_THAT(ErrorOf("\xff\xfe"), HasSubstr("line 1: "));
}

TEST(TemplateFileTest, VariablesMakeNoMonster) {
  std::string text = absl::StrCat("a = ", std::string(60000, 'x'), "\n");
  for (int i = 0; i < 1000; ++i) absl::StrAppend(&text, "b", i, " = $a\n");
  EXPECT_THAT(ErrorOf(text), HasSubstr("variables make more than 16 MiB of this file"));
}

TEST(TemplateFileTest, ManyLinesTakeNoTime) {
  std::string text;
  for (int i = 0; i < 40000; ++i) absl::StrAppend(&text, "name", i, " = $name", i / 2, "\n");
  EXPECT_EQ(Read("name0 = 1\n" + text.substr(text.find('\n') + 1)).Find("", "name39999")->value.text, "1");
}

TEST(TemplateFileTest, TheFileOfTheFieldSaysTheSameHoweverItWasCopied) {
  const std::string folder = CERTSWEEP_TEMPLATES;
  const TemplateFile whole = Read(test::ReadWholeFile(folder + "/sps.cnf"));
  const TemplateFile blog = Read(test::ReadWholeFile(folder + "/sps-blog.cnf"));
  EXPECT_EQ(Entries(whole), Entries(blog));
  EXPECT_THAT(whole.notices(), IsEmpty());
  EXPECT_THAT(NoticeTexts(blog.notices()),
              ElementsAre(HasSubstr("line 1: begins with a byte order mark"), HasSubstr("line 1: lines end in CRLF"),
                          HasSubstr("line 9: a no-break space"), HasSubstr("line 21: a character without width"),
                          HasSubstr("line 29: typographic quotes")));
}

}  // namespace
}  // namespace certsweep::replacer
