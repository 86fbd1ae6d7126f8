#include "replacer/issuer/html_text.h"

#include "gtest/gtest.h"

namespace certsweep::replacer {
namespace {

TEST(HtmlTextTest, KeepsWhatPeopleRead) {
  EXPECT_EQ(HtmlText("<P ID=x> Your <B>Request</B>\r\n Id&nbsp;is 7. </P>"), "Your Request Id is 7.");
  EXPECT_EQ(HtmlText("a<br>b &lt;c&gt; &amp; &quot;d&quot;"), "a b <c> & \"d\"");
  EXPECT_EQ(HtmlText("1 < 2 and 3 <4"), "1 < 2 and 3 <4");
  EXPECT_EQ(HtmlText("\xc3\x84\x93\xfa"), "\xc3\x84\x93\xfa");
}

TEST(HtmlTextTest, LeavesOutWhatTheyDoNot) {
  EXPECT_EQ(HtmlText("<HTML><Title>t</Title><Script X>var a=\"<P>\";</SCRIPT><STYLE>b{}</style>c<!-- d > e -->f"),
            "c f");
}

TEST(HtmlTextTest, WhatIsCutOffEndsThePage) {
  EXPECT_EQ(HtmlText("a<script>b"), "a");
  EXPECT_EQ(HtmlText("a<!-- b"), "a");
  EXPECT_EQ(HtmlText("a<p id="), "a");
  EXPECT_EQ(HtmlText("a<"), "a<");
  EXPECT_EQ(HtmlText(""), "");
}

}  // namespace
}  // namespace certsweep::replacer
