#include "replacer/issuer/est_protocol.h"

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "engine/x509/pem.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "replacer/issuer/authenticated_client.h"
#include "tests/replacer/issuer/scripted_transport.h"
#include "tests/replacer/issuer/test_order.h"

namespace certsweep::replacer {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kUrl[] = "https://ca.test/.well-known/est";
constexpr int64_t kNow = test::kTestTime;  // 2026-01-02T03:04:05Z, a Friday

HttpsResponse Certificates(const std::vector<test::TestCertificate>& certificates) {
  return Response(200, absl::Base64Escape(Pkcs7Of(certificates)), "application/pkcs7-mime; smime-type=certs-only");
}

std::string Enrolled(const std::vector<absl::StatusOr<HttpsResponse>>& answers,
                     std::vector<HttpsRequest>* requests = nullptr) {
  ScriptedTransport transport(answers);
  auto conversation = EstConversation::Create(kUrl, TestOrder(), kNow);
  if (!conversation.ok()) return conversation.status().ToString();
  const std::string told = Told(Converse(*std::move(conversation), transport));
  if (requests != nullptr) *requests = transport.requests;
  return told;
}

HttpsResponse CaCertificates() { return Certificates({IssuingCa(), PolicyCa(), RootCa()}); }

TEST(EstProtocolTest, Issued) {
  std::vector<HttpsRequest> requests;
  EXPECT_EQ(Enrolled({CaCertificates(), Certificates({OrderLeaf()})}, &requests),
            "issued : CN=sps01 CN=Issuing CA CN=Policy CA CN=Root");
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[0].url, "https://ca.test/.well-known/est/cacerts");
  EXPECT_EQ(requests[0].content_type, "");
  EXPECT_EQ(requests[1].url, "https://ca.test/.well-known/est/simpleenroll");
  EXPECT_EQ(requests[1].content_type, "application/pkcs10");
  const auto csr = x509::ParsePem(TestOrder().csr_pem);
  std::string sent;
  ASSERT_TRUE(csr.ok() && absl::Base64Unescape(requests[1].body, &sent));
  EXPECT_EQ(sent, csr->front().der);
}

TEST(EstProtocolTest, PendingUntilLater) {
  HttpsResponse later = Response(202, "");
  const std::string id = base::HexEncode(TestOrder().spki_sha256);
  EXPECT_EQ(Enrolled({CaCertificates(), later}), "pending " + id + ": the CA asks to be asked again later");
  later.retry_after = "3600";
  EXPECT_THAT(Enrolled({CaCertificates(), later}), HasSubstr("(3600 s)"));
}

TEST(EstProtocolTest, RetryAfter) {
  EXPECT_EQ(ReadRetryAfter("120", kNow), 120);
  EXPECT_EQ(ReadRetryAfter("Fri, 02 Jan 2026 03:05:05 GMT", kNow), 60);
  EXPECT_EQ(ReadRetryAfter("Fri, 02 Jan 2026 03:00:00 GMT", kNow), 0) << "past";
  EXPECT_EQ(ReadRetryAfter("-5", kNow), 0);
  EXPECT_EQ(ReadRetryAfter("99999999999", kNow), 7 * 24 * 3600);
  for (const char* text : {"", "soon", "1h"}) EXPECT_EQ(ReadRetryAfter(text, kNow), std::nullopt) << text;
}

TEST(EstProtocolTest, Denied) {
  EXPECT_EQ(Enrolled({CaCertificates(), Response(400, "<p>no such\r\n profile</p>")}),
            "denied : status 400: no such profile");
  EXPECT_EQ(Enrolled({CaCertificates(), Response(422, "")}), "denied : status 422");
}

TEST(EstProtocolTest, NothingIsAskedForBeforeTheChainIsThere) {
  std::vector<HttpsRequest> requests;
  EXPECT_THAT(Enrolled({Response(503, "")}, &requests), StartsWith("UNAVAILABLE: "));
  EXPECT_EQ(requests.size(), 1U);
  EXPECT_THAT(Enrolled({Response(200, "<html>")}, &requests), StartsWith("FAILED_PRECONDITION: "));
  EXPECT_EQ(requests.size(), 1U);
  EXPECT_THAT(Enrolled({Response(404, "")}, &requests), HasSubstr("URL"));
}

TEST(EstProtocolTest, TroubleIsNoDenial) {
  EXPECT_EQ(Enrolled({CaCertificates()}), "UNAVAILABLE: network is gone");
  EXPECT_THAT(Enrolled({CaCertificates(), Response(500, "")}), StartsWith("UNAVAILABLE: "));
  EXPECT_THAT(Enrolled({CaCertificates(), Response(401, "")}), StartsWith("UNAUTHENTICATED: "));
  EXPECT_THAT(Enrolled({CaCertificates(), Response(301, "")}), StartsWith("FAILED_PRECONDITION: "));
}

TEST(EstProtocolTest, AnswersThatAreNone) {
  for (const HttpsResponse& answer : {Response(200, ""), Response(200, "<html>"), Response(200, "\x30")}) {
    EXPECT_THAT(Enrolled({CaCertificates(), answer}), HasSubstr("holds no certificate"));
  }
  EXPECT_THAT(Enrolled({CaCertificates(), Certificates({OtherLeaf()})}),
              AllOf(StartsWith("FAILED_PRECONDITION: "), HasSubstr("another key")));
}

TEST(EstProtocolTest, NoCsrNoConversation) {
  CertificateOrder order = TestOrder();
  order.csr_pem = "";
  EXPECT_FALSE(EstConversation::Create(kUrl, order, kNow).ok());
  order.csr_pem = "-----BEGIN X-----";
  EXPECT_FALSE(EstConversation::Create(kUrl, order, kNow).ok());
}

TEST(EstProtocolTest, Urls) {
  EXPECT_EQ(*EstUrl("https://ca.test:8443/", ""), "https://ca.test:8443/.well-known/est");
  EXPECT_EQ(*EstUrl("https://ca.test", "servers"), "https://ca.test/.well-known/est/servers");
  EXPECT_FALSE(EstUrl("https://ca.test/est", "").ok());
  for (const char* label : {"cacerts", "a/b", "a b", "..", "a?b"}) {
    EXPECT_FALSE(EstUrl("https://ca.test", label).ok()) << label;
  }
}

}  // namespace
}  // namespace certsweep::replacer
