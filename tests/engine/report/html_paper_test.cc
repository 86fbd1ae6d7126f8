#include "engine/report/html_paper.h"

#include <string>

#include "absl/strings/str_format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::report {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

ResultLine Bad(const std::string& host) {
  ResultLine result;
  result.host = host;
  result.address = "10.0.0.1";
  result.port = 443;
  result.verdict = pki::Verdict::kNoncompliant;
  result.findings = {{"expired", pki::Severity::kFail, 0, "expired long ago", "", "", false, ""}};
  return result;
}

TEST(HtmlPaperTest, HasTheNoncompliantByHost) {
  HtmlPaper paper;
  ResultLine good = Bad("good.example");
  good.verdict = pki::Verdict::kCompliant;
  paper.Add(Bad("b.example"));
  paper.Add(good);
  paper.Add(Bad("a.example"));
  const std::string html = paper.Render();
  EXPECT_THAT(html, AllOf(HasSubstr("2 endpoints, by host."), HasSubstr("<code>expired</code> expired long ago"),
                          Not(HasSubstr("good.example"))));
  EXPECT_LT(html.find("a.example"), html.find("b.example"));
}

TEST(HtmlPaperTest, TellsOfWaiversAndWarningsAndLeavesInformationOut) {
  HtmlPaper paper;
  ResultLine result = Bad("a.example");
  result.findings.push_back({"weak_key", pki::Severity::kFail, 0, "short", "", "", true, "old"});
  result.findings.push_back({"weak_cipher", pki::Severity::kWarn, {}, "3DES", "", "", false, ""});
  result.findings.push_back({"name_not_judged", pki::Severity::kInfo, {}, "no name", "", "", false, ""});
  paper.Add(result);
  EXPECT_THAT(paper.Render(),
              AllOf(HasSubstr("<code>weak_key</code> (waived) short"),
                    HasSubstr("<code>weak_cipher</code> (warning) 3DES"), Not(HasSubstr("name_not_judged"))));
}

TEST(HtmlPaperTest, SaysSoWhereThereAreNone) { EXPECT_THAT(HtmlPaper().Render(), HasSubstr("<p>None.</p>")); }

TEST(HtmlPaperTest, HoldsTheFirstByHostInWhateverOrderTheyCome) {
  HtmlPaper forth, back;
  const int count = static_cast<int>(HtmlPaper::kMostRows) + 500;
  for (int i = 0; i < count; ++i) {
    forth.Add(Bad(absl::StrFormat("h%05d", i)));
    back.Add(Bad(absl::StrFormat("h%05d", count - 1 - i)));
  }
  const std::string html = forth.Render();
  EXPECT_EQ(html, back.Render());
  EXPECT_THAT(html, AllOf(HasSubstr("2,500 endpoints, by host; the first 2,000 are here"), HasSubstr("h01999"),
                          Not(HasSubstr("h02000"))));
}

TEST(HtmlPaperTest, HostileTextIsShortText) {
  HtmlPaper paper;
  ResultLine result = Bad("<b>host</b>");
  result.leaf.emplace().subject = std::string(65536, '<');
  result.leaf->issuer = "\u202e<script>";
  for (int i = 0; i < 1000; ++i) result.findings.push_back(result.findings[0]);
  paper.Add(result);
  const std::string html = paper.Render();
  EXPECT_THAT(html, AllOf(HasSubstr("&lt;b&gt;host"), HasSubstr("\\u{202e}&lt;script&gt;"), HasSubstr("and 989 more"),
                          Not(HasSubstr("<script"))));
  EXPECT_LT(html.size(), 5000U);
}

}  // namespace
}  // namespace certsweep::report
