#include "engine/report/html_rows.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(HtmlTableTest, HoldsEachValueOnce) {
  HtmlTable table;
  EXPECT_EQ(table.Text(""), 0U);
  EXPECT_EQ(table.List({}), 0U);
  EXPECT_EQ(table.Text("a"), 1U);
  EXPECT_EQ(table.Text("b"), 2U);
  EXPECT_EQ(table.Text("a"), 1U);
  EXPECT_EQ(table.List({1, 2}), 3U);
  EXPECT_EQ(table.Texts({"a", "b"}), 3U);
  EXPECT_EQ(table.Texts({"b"}), 2U);
  EXPECT_EQ(table.json(), R"("","a","b",[1,2])");
  table.Clear();
  EXPECT_EQ(table.Text("b"), 1U);
}

TEST(HtmlTableTest, AListOfAnEmptyTextIsNoEmptyList) {
  HtmlTable table;
  EXPECT_EQ(table.Texts({""}), 1U);
  EXPECT_EQ(table.json(), R"("",[0])");
}

TEST(HtmlTableTest, DigestsAreShortAndAnythingElseIsAsItWas) {
  HtmlTable table;
  table.Digest(std::string(64, '0'));
  table.Digest("</script>");
  EXPECT_EQ(table.json(), R"("","=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","\u003c/script\u003e")");
}

ResultLine Result(const std::string& host) {
  ResultLine result;
  result.host = host;
  result.target = host + ":443";
  result.address = "10.0.0.1";
  result.port = 443;
  result.time = 1007;
  result.attempts = 1;
  result.verdict = pki::Verdict::kNoncompliant;
  result.mendable = true;
  result.proof_of_possession = false;
  result.findings = {{"expired", pki::Severity::kFail, 0, "long ago", "now", "then", true, "known"}};
  result.leaf.emplace().subject = "CN=leaf";
  result.leaf->sha256 = std::string(64, 'a');
  result.leaf->not_after = 900;
  result.chain = {{"CN=leaf", std::string(64, 'a'), "", ""}, {"CN=CA", "cc", "", ""}};
  result.columns = {{"owner", "me"}, {"site", "leeds"}};
  return result;
}

TEST(HtmlRowsTest, ARowIsNumbersOfItsTable) {
  HtmlRows rows(1000, {"site", "rack", "owner"});
  EXPECT_TRUE(rows.empty());
  rows.Add(Result("a"));
  EXPECT_EQ(
      rows.Take(),
      "<script type=\"application/json\" class=\"rows\">{\"table\":[\"\",\"a\",\"10.0.0.1\",\"expired\",\"long ago\","
      "\"now\",\"then\",\"known\",[3,2,1,4,5,6,1,7],[8],\"CN=leaf\",\"=qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo\","
      "\"leeds\",\"me\",[12,0,13],\"CN=CA\",\"cc\",[15,16,0,0],[0,17],[0,0,0]],\n"
      "\"rows\":[[1,2,443,1,5,9,[10,0,0,0,900,0,0,0,0,11,0,0],14,18,0,0,0,0,19,7,1,-1,-1]]}</script>\n");
}

TEST(HtmlRowsTest, EveryPieceStandsByItself) {
  HtmlRows rows(1000, {});
  rows.Add(Result("a"));
  const std::string first = rows.Take();
  EXPECT_TRUE(rows.empty());
  EXPECT_EQ(rows.Take(), "");
  rows.Add(Result("a"));
  EXPECT_EQ(rows.Take(), first);
}

TEST(HtmlRowsTest, IsFullByRowsAndByBytes) {
  HtmlRows rows(1000, {});
  int count = 0;
  for (; !rows.IsFull(); ++count) rows.Add(Result("a"));
  EXPECT_EQ(count, 1000);
  EXPECT_LT(rows.Take().size(), 100'000U);
  ResultLine large = Result("a");
  large.leaf->subject = std::string(2 << 20, 'W');
  rows.Add(large);
  EXPECT_TRUE(rows.IsFull());
}

TEST(HtmlRowsTest, NothingEndsTheScriptEarly) {
  HtmlRows rows(1000, {"</script>"});
  ResultLine result = Result("</script><script>alert(1)</script>");
  result.columns = {{"</script>", "<!--"}};
  result.leaf->issuer = "]]></SCRIPT>";
  rows.Add(result);
  std::string element = rows.Take();
  ASSERT_THAT(element, HasSubstr("</script>\n"));
  element.resize(element.rfind("</script>"));
  EXPECT_THAT(element.substr(1), Not(HasSubstr("<")));
}

}  // namespace
}  // namespace certsweep::report
