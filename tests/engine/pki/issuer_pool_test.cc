#include "engine/pki/issuer_pool.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/pki/chains.h"

namespace certsweep::pki {
namespace {

using test::CertificateBuilder;
using test::kTestTime;
using test::TestCertificate;

constexpr int64_t kYesterday = kTestTime - test::kTestDay;

struct Issuers {
  std::vector<TestCertificate> anchors = {};
  std::vector<TestCertificate> sent = {};
  std::vector<TestCertificate> intermediates = {};
};

// The issuers of a certificate by "ca", as "sent 1, anchor 2": origin and serial number, in the order of the pool.
std::string IssuersOf(const CertificateBuilder& subject, const Issuers& issuers) {
  const TrustAnchors anchors(Parsed(issuers.anchors));
  std::vector<x509::CertificatePtr> sent = Parsed(issuers.sent);
  sent.insert(sent.begin(), CertificateBuilder(subject).IssuerName(test::CommonName("ca")).Build().Parse());
  CertificatesBySubject intermediates;
  for (const x509::CertificatePtr& certificate : Parsed(issuers.intermediates)) {
    intermediates[certificate->subject().normalized()].push_back(certificate);
  }
  IssuerPool pool(anchors, sent, intermediates, kTestTime);
  std::string text;
  for (const PathElement* element : pool.IssuersOf(*sent.front())) {
    if (!text.empty()) text += ", ";
    text += std::string(PathOriginName(element->origin)) + " " + element->certificate->serial_hex();
  }
  return text;
}

TestCertificate Issuer(uint64_t serial, const char* name = "ca", const std::string& key_id = "") {
  CertificateBuilder builder = CertificateBuilder(name).Ca().Serial(serial);
  if (!key_id.empty()) builder.SubjectKeyId(key_id);
  return builder.Build();
}
TestCertificate Expired(uint64_t serial) {
  return CertificateBuilder("ca").Ca().Serial(serial).Valid(test::kTestNotBefore, kYesterday).Build();
}

TEST(IssuerPoolTest, KeyIdentifiersAreEqualDifferentOrNotThere) {
  const auto subject = [](const char* id) { return CertificateBuilder("a").AuthorityKeyId(id).Build().Parse(); };
  const auto issuer = [](const char* id) { return CertificateBuilder("a").SubjectKeyId(id).Build().Parse(); };
  EXPECT_EQ(MatchKeyIds(*subject("x"), *issuer("x")), KeyIdMatch::kEqual);
  EXPECT_EQ(MatchKeyIds(*subject("x"), *issuer("y")), KeyIdMatch::kDiffers);
  EXPECT_EQ(MatchKeyIds(*subject("x"), *CertificateBuilder("a").Build().Parse()), KeyIdMatch::kUnknown);
  EXPECT_EQ(MatchKeyIds(*CertificateBuilder("a").Build().Parse(), *issuer("x")), KeyIdMatch::kUnknown);
}

TEST(IssuerPoolTest, TakesThoseOfTheNameAlone) {
  EXPECT_EQ(IssuersOf(CertificateBuilder("leaf"), {.anchors = {Issuer(1, "other")},
                                                   .sent = {Issuer(2), Issuer(3, "other")},
                                                   .intermediates = {Issuer(4, " CA "), Issuer(5, "other")}}),
            "sent 02, intermediates 04");
  EXPECT_EQ(IssuersOf(CertificateBuilder("leaf"), {}), "");
}

TEST(IssuerPoolTest, TheBestCandidateComesFirst) {
  EXPECT_EQ(
      IssuersOf(CertificateBuilder("leaf").AuthorityKeyId("x"), {.anchors = {Issuer(1)},
                                                                 .sent = {Issuer(2, "ca", "y"), Issuer(3, "ca", "x")},
                                                                 .intermediates = {Issuer(4, "ca", "x")}}),
      "sent 03, intermediates 04, anchor 01, sent 02")
      << "an equal key identifier, then none, then another one";
  EXPECT_EQ(
      IssuersOf(CertificateBuilder("leaf"),
                {.anchors = {Expired(1)}, .sent = {Expired(2), Issuer(3)}, .intermediates = {Issuer(4), Expired(5)}}),
      "anchor 01, sent 03, intermediates 04, sent 02, intermediates 05")
      << "anchors, those valid now, those sent";
}

TEST(IssuerPoolTest, EachOnceWhereverItIs) {
  const TestCertificate issuer = Issuer(1);
  EXPECT_EQ(
      IssuersOf(CertificateBuilder("leaf"), {.anchors = {issuer}, .sent = {issuer, issuer}, .intermediates = {issuer}}),
      "anchor 01");
  EXPECT_EQ(IssuersOf(CertificateBuilder("leaf"), {.sent = {issuer, issuer}, .intermediates = {issuer, issuer}}),
            "sent 01");
}

TEST(IssuerPoolTest, TheLeafIssuesNothingAndGapsAreNoCertificates) {
  const TrustAnchors anchors;
  const CertificatesBySubject none;
  const std::vector<x509::CertificatePtr> sent = {CertificateBuilder("leaf").Build().Parse(), nullptr};
  IssuerPool pool(anchors, sent, none, kTestTime);
  EXPECT_TRUE(pool.IssuersOf(*sent.front()).empty());
}

}  // namespace
}  // namespace certsweep::pki
