#include "replacer/request/template_subject.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/replacer/request/notice_texts.h"

namespace certsweep::replacer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// "name=text@line" for each field, "+" before what joins the one before; or the error.
std::vector<std::string> Fields(std::string_view text, bool prompts, std::vector<std::string>* told = nullptr) {
  const auto file = TemplateFile::Parse(text);
  std::vector<TemplateNotice> notices;
  const auto fields = ReadTemplateSubject(file->sections()[0], prompts, &notices);
  if (!fields.ok()) return {std::string(fields.status().message())};
  if (told != nullptr) *told = NoticeTexts(notices);
  std::vector<std::string> out;
  for (const TemplateField& field : *fields) {
    out.push_back(
        absl::StrCat(field.joins_previous ? "+" : "", field.attribute.name, "=", field.text, "@", field.line));
  }
  return out;
}

TEST(TemplateSubjectTest, ValuesAsTheyStand) {
  std::vector<std::string> told;
  EXPECT_THAT(
      Fields("[dn]\nC = GB\n0.organizationName = Corp\n1.OU = A\n2.OU = B\n+L = Leeds\nST =\nCN =\n", false, &told),
      ElementsAre("countryName=GB@2", "organizationName=Corp@3", "organizationalUnitName=A@4",
                  "organizationalUnitName=B@5", "+localityName=Leeds@6", "commonName=@8"));
  EXPECT_THAT(told, IsEmpty());
}

TEST(TemplateSubjectTest, OidsWithAndWithoutAPrefix) {
  EXPECT_THAT(Fields("[dn]\n2.5.4.10 = Corp\n0.1.3.6.1.4.1.5 = x\n1.2.3.4.5 = y\n", false),
              ElementsAre("organizationName=Corp@2", "1.3.6.1.4.1.5=x@3", "1.2.3.4.5=y@4"));
}

TEST(TemplateSubjectTest, AnUnknownNameIsLeftOutAndTold) {
  std::vector<std::string> told;
  EXPECT_THAT(Fields("[dn]\norganisationName = Corp\nCN = a\n", false, &told), ElementsAre("commonName=a@3"));
  EXPECT_THAT(told, ElementsAre("line 2: left out, for no attribute of a subject is called \"organisationName\""));
}

TEST(TemplateSubjectTest, OfQuestionsTheAnswersCount) {
  std::vector<std::string> told;
  EXPECT_THAT(Fields("[dn]\nC = Country\nC_default = GB\nC_min = 2\nST = State\nST_default = .\nL = City\n"
                     "0.O = Company\n0.O_default = a\n0.O_value = Corp\nCN = Name\nCN_max = 64\n",
                     true, &told),
              ElementsAre("countryName=GB@2", "organizationName=Corp@8", "commonName=@11"));
  EXPECT_THAT(told, ElementsAre(HasSubstr("line 7: localityName is left out: without \"prompt = no\"")));
}

TEST(TemplateSubjectTest, AValueThatCannotBeKnownIsAnError) {
  EXPECT_THAT(Fields("[dn]\nCN = $ENV::HOST\n", false), ElementsAre(HasSubstr("line 2: CN takes $ENV::HOST")));
  EXPECT_THAT(Fields("[dn]\nCN = Name\nCN_default = $x\n", true), ElementsAre(HasSubstr("line 3: CN_default uses")));
  EXPECT_THAT(Fields("[dn]\nnone = $x\n", false), IsEmpty()) << "nobody asks for it";
}

}  // namespace
}  // namespace certsweep::replacer
