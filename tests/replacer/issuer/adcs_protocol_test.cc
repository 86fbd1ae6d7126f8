#include "replacer/issuer/adcs_protocol.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "replacer/issuer/authenticated_client.h"
#include "tests/replacer/issuer/adcs_page_files.h"
#include "tests/replacer/issuer/scripted_transport.h"
#include "tests/replacer/issuer/test_order.h"

namespace certsweep::replacer {
namespace {

using Answers = std::vector<absl::StatusOr<HttpsResponse>>;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kUrl[] = "https://ca.test/certsrv";

HttpsResponse Page(const std::string& name) { return Response(200, AdcsPageFile(name)); }
HttpsResponse Leaf() { return Response(200, OrderLeaf().Pem(), "application/pkix-cert"); }
HttpsResponse Chain(const std::vector<test::TestCertificate>& certificates) {
  return Response(200, test::PemOf("CERTIFICATE", Pkcs7Of(certificates)), "application/x-pkcs7-certificates");
}
HttpsResponse FullChain() { return Chain({RootCa(), PolicyCa(), IssuingCa()}); }

std::string Submitted(const Answers& answers, std::vector<HttpsRequest>* requests = nullptr) {
  ScriptedTransport transport(answers);
  const std::string told = Told(Converse(AdcsConversation::Submit(kUrl, "SpsWebServer", TestOrder()), transport));
  if (requests != nullptr) *requests = transport.requests;
  return told;
}

std::string Polled(const Answers& answers) {
  ScriptedTransport transport(answers);
  return Told(Converse(AdcsConversation::Poll(kUrl, "1204", TestOrder()), transport));
}

constexpr char kIssuedWhole[] = "issued 1204: CN=sps01 CN=Issuing CA CN=Policy CA CN=Root";

TEST(AdcsProtocolTest, IssuedAtOnce) {
  std::vector<HttpsRequest> requests;
  EXPECT_EQ(Submitted({Page("issued.en.html"), Leaf(), Page("certcarc.html"), FullChain()}, &requests), kIssuedWhole);
  ASSERT_EQ(requests.size(), 4U);
  EXPECT_EQ(requests[0].url, "https://ca.test/certsrv/certfnsh.asp");
  EXPECT_EQ(requests[0].content_type, "application/x-www-form-urlencoded");
  EXPECT_THAT(requests[0].body, StartsWith("Mode=newreq&CertRequest=-----BEGIN%20CERTIFICATE%20REQUEST-----%0A"));
  EXPECT_THAT(requests[0].body, HasSubstr("&CertAttrib=CertificateTemplate%3ASpsWebServer%0D%0A&FriendlyType="
                                          "Saved-Request%20Certificate&TargetStoreFlags=0&SaveCert=yes"));
  EXPECT_THAT(requests[0].body, Not(HasSubstr("+")));
  EXPECT_EQ(requests[1].url, "https://ca.test/certsrv/certnew.cer?ReqID=1204&Enc=b64");
  EXPECT_EQ(requests[2].url, "https://ca.test/certsrv/certcarc.asp");
  EXPECT_EQ(requests[3].url, "https://ca.test/certsrv/certnew.p7b?ReqID=CACert&Renewal=2&Enc=b64");
  EXPECT_EQ(requests[3].content_type, "");
}

TEST(AdcsProtocolTest, PendingAndDenied) {
  EXPECT_EQ(Submitted({Page("pending.ja.html")}), "pending 1205: waits for a certificate manager's approval");
  EXPECT_THAT(Submitted({Page("denied.de.html")}), StartsWith("denied 1206: Verweigert vom Richtlinienmodul"));
  EXPECT_THAT(Submitted({Page("bad_request.en.html")}), StartsWith("denied : "));
}

TEST(AdcsProtocolTest, Polls) {
  EXPECT_EQ(Polled({Leaf(), Page("certcarc.html"), FullChain()}), kIssuedWhole);
  EXPECT_THAT(Polled({Page("not_yet.en.html")}), AllOf(StartsWith("pending 1204: "), HasSubstr("Taken Under")));
  EXPECT_THAT(Polled({Page("denied_later.en.html")}), AllOf(StartsWith("denied 1204: "), HasSubstr("paula")));
  EXPECT_THAT(Polled({Response(200, "<P>whatever</P>")}), StartsWith("pending 1204: whatever"));
}

TEST(AdcsProtocolTest, TheContentTypeOfACertificateDoesNotMatter) {
  EXPECT_EQ(Polled({Response(200, OrderLeaf().Pem(), "text/html"), Page("certcarc.html"), FullChain()}), kIssuedWhole);
  EXPECT_EQ(Polled({Response(200, OrderLeaf().der, ""), Page("certcarc.html"), FullChain()}), kIssuedWhole);
}

TEST(AdcsProtocolTest, TheNumberIsNeverLost) {
  const Answers all = {Page("issued.en.html"), Leaf(), Page("certcarc.html"), FullChain()};
  for (size_t step = 1; step < all.size(); ++step) {
    Answers answers(all.begin(), all.begin() + static_cast<int64_t>(step));
    EXPECT_THAT(Submitted(answers), AllOf(StartsWith("pending 1204: "), HasSubstr("network is gone"))) << step;
    answers.push_back(Response(503, ""));
    EXPECT_THAT(Submitted(answers), AllOf(StartsWith("pending 1204: "), HasSubstr("status 503"))) << step;
  }
  EXPECT_THAT(Submitted({Page("issued.en.html"), Response(500, "")}), StartsWith("pending 1204: "));
  EXPECT_THAT(Submitted({Page("issued.en.html"), Response(200, "")}), StartsWith("pending 1204: "));
  EXPECT_THAT(Submitted({Page("issued.en.html"), Response(302, "")}), StartsWith("pending 1204: "));
  EXPECT_THAT(Submitted({Page("issued.en.html"), Response(200, OrderLeaf().Pem().substr(0, 100))}),
              StartsWith("pending 1204: "));
}

TEST(AdcsProtocolTest, TroubleIsNoDenial) {
  EXPECT_EQ(Submitted({}), "UNAVAILABLE: network is gone");
  EXPECT_THAT(Submitted({Response(503, "Service Unavailable")}), StartsWith("UNAVAILABLE: "));
  EXPECT_THAT(Submitted({Page("ca_down.en.html")}), AllOf(StartsWith("UNAVAILABLE: "), HasSubstr("0x800706ba")));
  EXPECT_THAT(Submitted({Response(200, "")}), StartsWith("UNAVAILABLE: "));
  EXPECT_EQ(Polled({}), "UNAVAILABLE: network is gone");
  EXPECT_THAT(Polled({Response(200, "")}), StartsWith("UNAVAILABLE: "));
  EXPECT_THAT(Polled({Page("ca_down.en.html")}), StartsWith("UNAVAILABLE: "));
}

TEST(AdcsProtocolTest, A401ThatStaysSaysWhatToDo) {
  HttpsResponse refused = Response(401, "");
  refused.offered_schemes = {"Negotiate", "NTLM"};
  EXPECT_THAT(Submitted({refused}),
              AllOf(StartsWith("UNAUTHENTICATED: "), HasSubstr("Negotiate, NTLM"), HasSubstr("Extended Protection"),
                    HasSubstr("certreq"), HasSubstr("kind = \"folder\"")));
  EXPECT_THAT(Polled({refused}), StartsWith("UNAUTHENTICATED: "));
}

TEST(AdcsProtocolTest, WhatIsNoCertsrv) {
  EXPECT_THAT(Submitted({Response(200, "<H1>Welcome to nginx</H1>")}),
              AllOf(StartsWith("FAILED_PRECONDITION: "), HasSubstr("Welcome to nginx")));
  EXPECT_THAT(Submitted({Response(404, "")}), AllOf(StartsWith("FAILED_PRECONDITION: "), HasSubstr("URL")));
  HttpsResponse redirect = Response(302, "");
  redirect.location = "https://evil.test/";
  EXPECT_THAT(Submitted({redirect}), AllOf(StartsWith("FAILED_PRECONDITION: "), HasSubstr("evil.test")));
}

TEST(AdcsProtocolTest, ACertificateForAnotherKeyIsNone) {
  EXPECT_THAT(Polled({Response(200, OtherLeaf().Pem())}),
              AllOf(StartsWith("FAILED_PRECONDITION: "), HasSubstr("another key")));
  EXPECT_THAT(Submitted({Page("issued.en.html"), Response(200, OtherLeaf().Pem())}), HasSubstr("another key"));
}

TEST(AdcsProtocolTest, AChainThatIsNotToBeHadDoesNotCostTheCertificate) {
  EXPECT_EQ(Polled({Leaf(), Response(404, "")}), "issued 1204: CN=sps01");
  EXPECT_EQ(Polled({Leaf(), Page("certcarc.html"), Response(403, "")}), "issued 1204: CN=sps01");
  EXPECT_EQ(Polled({Leaf(), Page("certcarc.html"), Response(200, "\x30junk")}), "issued 1204: CN=sps01");
  EXPECT_EQ(Polled({Leaf(), Page("issued.en.html"), FullChain()}), kIssuedWhole) << "no nRenewals: the first";
}

TEST(AdcsProtocolTest, AsksForAnOlderChainWhereTheNewestIsOfAnotherKey) {
  const auto renewed = test::CertificateBuilder("Issuing CA").Ca().SubjectKeyId("issuing-ca-key-2").Build();
  EXPECT_EQ(Polled({Leaf(), Page("certcarc.html"), Chain({renewed}), Chain({renewed}), FullChain()}),
            "issued 1204: CN=sps01 CN=Issuing CA CN=Issuing CA CN=Policy CA CN=Root");
  // Not for ever.
  const Answers many(20, Chain({RootCa()}));
  Answers answers = {Leaf(), Response(200, "nRenewals=900;")};
  answers.insert(answers.end(), many.begin(), many.end());
  EXPECT_EQ(Polled(answers), "issued 1204: CN=sps01 CN=Root");
}

TEST(AdcsProtocolTest, ATemplateIsOneName) {
  EXPECT_TRUE(CheckAdcsTemplate("SpsWebServer").ok());
  EXPECT_TRUE(CheckAdcsTemplate("Web Server (2)").ok());
  for (const std::string& name :
       {std::string(), std::string("a\r\nSAN:dns=evil"), std::string("a:b"), std::string(129, 'a')}) {
    EXPECT_FALSE(CheckAdcsTemplate(name).ok());
  }
}

TEST(AdcsProtocolTest, RequestIdsAreNumbers) {
  EXPECT_TRUE(IsAdcsRequestId("1204"));
  for (const char* id : {"", "12a", "1&x=2", "-1", "12345678901"}) EXPECT_FALSE(IsAdcsRequestId(id)) << id;
}

}  // namespace
}  // namespace certsweep::replacer
