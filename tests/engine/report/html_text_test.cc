#include "engine/report/html_text.h"

#include <string>

#include "gtest/gtest.h"

namespace certsweep::report {
namespace {

using std::string_literals::operator""s;  // for strings that hold a NUL

TEST(HtmlTextTest, MarkupIsText) {
  EXPECT_EQ(HtmlText("<script>a && \"b\" 'c'</script>"),
            "&lt;script&gt;a &amp;&amp; &quot;b&quot; &#39;c&#39;&lt;/script&gt;");
  EXPECT_EQ(HtmlText(""), "");
  EXPECT_EQ(HtmlText("Zürich 東京"), "Zürich 東京");
}

TEST(HtmlTextTest, WhatCantBeSeenIsShown) {
  EXPECT_EQ(HtmlText("a\0b\x1b[1m\nc\x7f"s), "a\\x00b\\x1b[1m\\x0ac\\x7f");
  EXPECT_EQ(HtmlText("moc.\u202elive\u2066"), "moc.\\u{202e}live\\u{2066}");
  EXPECT_EQ(HtmlText("\xff<"), "\\xff&lt;");
}

TEST(HtmlTextTest, IsCutBeforeItIsEscaped) {
  EXPECT_EQ(HtmlText("<<<<<<<<<<", 5), "&lt;&lt;...");
  EXPECT_EQ(HtmlText(std::string(65536, 'W'), 20).size(), 20U);
}

TEST(UrlValueTest, LeavesNothingThatMeansSomethingInALink) {
  EXPECT_EQ(UrlValue("sps-1.example_~"), "sps-1.example_~");
  EXPECT_EQ(UrlValue("a b&c=d#e\"<é"), "a%20b%26c%3Dd%23e%22%3C%C3%A9");
}

TEST(ScriptJsonStringTest, CantEndTheScriptItStandsIn) {
  EXPECT_EQ(ScriptJsonString("</script><!--&"), R"("\u003c/script\u003e\u003c!--\u0026")");
  EXPECT_EQ(ScriptJsonString("a\u2028b\u2029c"), R"("a\\u{2028}b\\u{2029}c")");
  EXPECT_EQ(ScriptJsonString("say \"no\" \\"), R"("say \"no\" \\")");
}

TEST(ScriptJsonStringTest, WhatCantBeSeenIsShown) {
  EXPECT_EQ(ScriptJsonString("a\0\u202eb\xff"s), R"("a\\x00\\u{202e}b\\xff")");
  EXPECT_EQ(ScriptJsonString(std::string(65536, 'W')).size(), 65538U);
}

}  // namespace
}  // namespace certsweep::report
