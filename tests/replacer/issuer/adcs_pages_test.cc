#include "replacer/issuer/adcs_pages.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/replacer/issuer/adcs_page_files.h"

namespace certsweep::replacer {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string Read(const std::string& html) {
  const AdcsPage page = ReadAdcsPage(html);
  switch (page.kind) {
    case AdcsPageKind::kIssued:
      return "issued " + page.request_id;
    case AdcsPageKind::kPending:
      return "pending " + page.request_id;
    case AdcsPageKind::kDenied:
      return "denied " + page.request_id + ": " + page.text;
    case AdcsPageKind::kTrouble:
      return "trouble " + page.request_id + ": " + page.text;
    case AdcsPageKind::kOther:
      break;
  }
  return "other: " + page.text;
}

TEST(AdcsPagesTest, IssuedInEveryLanguage) {
  for (const char* language : {"en", "de", "ja"}) {
    EXPECT_EQ(Read(AdcsPageFile("issued." + std::string(language) + ".html")), "issued 1204") << language;
  }
  EXPECT_EQ(Read("<a href='CertNew.cer?ReqID=12&amp;Enc=b64'>"), "issued 12");
}

TEST(AdcsPagesTest, PendingInEveryLanguage) {
  for (const char* language : {"en", "de", "ja", "fi"}) {
    EXPECT_EQ(Read(AdcsPageFile("pending." + std::string(language) + ".html")), "pending 1205") << language;
  }
}

TEST(AdcsPagesTest, DeniedInEveryLanguage) {
  for (const char* language : {"en", "de", "ja", "fi"}) {
    EXPECT_THAT(Read(AdcsPageFile("denied." + std::string(language) + ".html")), StartsWith("denied 1206: "))
        << language;
  }
  EXPECT_EQ(Read(AdcsPageFile("denied.en.html")),
            "denied 1206: Denied by Policy Module 0x80094800, The request was for a certificate template that is not "
            "supported by the Active Directory Certificate Services policy: SpsWebServer. ");
  EXPECT_EQ(Read(AdcsPageFile("denied.fi.html")), "denied 1206: Hyl\xc3\xa4tty: CORP\\paula");
  EXPECT_THAT(Read(AdcsPageFile("denied_later.en.html")), HasSubstr("Denied by CORP\\paula"));
  EXPECT_THAT(Read(AdcsPageFile("bad_request.en.html")), AllOf(StartsWith("denied : "), HasSubstr("0x8009310b")));
}

TEST(AdcsPagesTest, ACaThatIsDownHasNotDenied) {
  EXPECT_THAT(Read(AdcsPageFile("ca_down.en.html")), AllOf(StartsWith("trouble"), HasSubstr("RPC server")));
  EXPECT_THAT(Read("Access is denied. 0x80070005 (WIN32: 5)"), StartsWith("trouble"));
}

TEST(AdcsPagesTest, TheNumberIsTheOneAfterId) {
  EXPECT_EQ(Read("Your Request Id is 7."), "pending 7");
  EXPECT_EQ(Read("<P>L'ID de votre demande est <B>8</B>.</P>"), "pending 8");
  EXPECT_EQ(Read("Su Id. de solicitud es 9."), "pending 9");
  EXPECT_EQ(Read("\xe6\x82\xa8\xe7\x9a\x84\xe7\x94\xb3\xe8\xaf\xb7 ID \xe4\xb8\xba 10\xe3\x80\x82"), "pending 10");
  EXPECT_EQ(Read("Corp ID 3 CA. Request ID: 11. Come back in 5 days."), "pending 11") << "the last ID counts";
  EXPECT_EQ(Read("Request ID: 12. \"whatever ID 13\""), "pending 12") << "not out of the CA's message";
  EXPECT_EQ(Read("Request ID: 0012"), "pending 12");
}

TEST(AdcsPagesTest, WhatIsNoNumberOfARequest) {
  for (const char* html : {"valid 7", "idea 7", "ID 0", "ID 0x80", "ID 99999999999", "ID 4294967296", "ID", "7 ID", "",
                           "<p ID=locInfo>7</p>", "<HTML>Hello</HTML>", "certnew.cer?ReqID=", "certnew.cer?ReqID=x"}) {
    EXPECT_THAT(Read(html), StartsWith("other: ")) << html;
  }
  EXPECT_THAT(Read("ID" + std::string(100, ' ') + "x" + std::string(100, '.') + "7"), StartsWith("other"));
}

TEST(AdcsPagesTest, TextCanBeShown) {
  const AdcsPage page = ReadAdcsPage("<b>a\x1b[2J\r\nb</b> " + std::string(5000, 'x'));
  EXPECT_LE(page.text.size(), 310U);
  EXPECT_EQ(page.text.find('\x1b'), std::string::npos);
}

TEST(AdcsPagesTest, Renewals) {
  EXPECT_EQ(ReadAdcsRenewals(AdcsPageFile("certcarc.html")), 2);
  EXPECT_EQ(ReadAdcsRenewals("var nRenewals = 0 ;"), 0);
  EXPECT_EQ(ReadAdcsRenewals("if(nRenewals>1) nRenewals=3;"), 3);
  for (const char* html :
       {"", "nRenewals", "nRenewals=", "nRenewals=x", "nRenewals=1001", "nRenewals=99999999999999"}) {
    EXPECT_EQ(ReadAdcsRenewals(html), std::nullopt) << html;
  }
}

}  // namespace
}  // namespace certsweep::replacer
