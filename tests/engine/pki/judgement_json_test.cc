#include "engine/pki/judgement_json.h"

#include <string>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/text.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/pki/chains.h"

namespace certsweep::pki {
namespace {

using test::CertificateBuilder;
using test::TestCertificate;
using test::TestKey;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Json(const Finding& finding) {
  std::string out;
  AppendFindingJson(finding, out);
  return out;
}

std::string LeafJson(const CertificateBuilder& leaf, bool include_pem = false) {
  std::string out;
  AppendLeafJson(*leaf.Build().Parse(), include_pem, out);
  return out;
}

std::string Sha256Of(const std::string& bytes) { return base::HexEncode(base::Sha256(base::AsBytes(bytes))); }

TEST(JudgementJsonTest, AFindingHasItsEvidence) {
  EXPECT_EQ(Json(MakeFinding(FindingCode::kWeakKey, 0, "RSA 1024 bits, policy asks for 2048", "2048", "1024")),
            R"({"code":"weak_key","severity":"fail","depth":0,"message":"RSA 1024 bits, policy asks for 2048",)"
            R"("expected":"2048","actual":"1024"})");
}

TEST(JudgementJsonTest, AWaivedFindingSaysSoAndWhy) {
  Finding finding = MakeFinding(FindingCode::kExpired, 0, "message", {}, "3");
  finding.waiver = "CHG-1 \"rack\" \x1b";
  EXPECT_EQ(Json(finding), R"({"code":"expired","severity":"fail","depth":0,"message":"message","actual":"3",)"
                           R"("waived":true,"waiver":"CHG-1 \"rack\" \u001b"})");
}

TEST(JudgementJsonTest, WhatAFindingHasNotIsLeftOut) {
  EXPECT_EQ(Json(MakeFinding(FindingCode::kNameNotJudged, {}, "no name")),
            R"({"code":"name_not_judged","severity":"info","message":"no name"})");
}

TEST(JudgementJsonTest, FindingsAreAListInTheirOrder) {
  std::string out;
  AppendFindingsJson({}, out);
  EXPECT_EQ(out, "[]");
  out.clear();
  AppendFindingsJson({MakeFinding(FindingCode::kExpired, 1, "a"), MakeFinding(FindingCode::kWeakKey, 0, "b")}, out);
  EXPECT_EQ(out, R"([{"code":"expired","severity":"fail","depth":1,"message":"a"},)"
                 R"({"code":"weak_key","severity":"fail","depth":0,"message":"b"}])");
}

TEST(JudgementJsonTest, ALeafHasEveryFieldOfTheContract) {
  const TestCertificate leaf = CertificateBuilder("sps-0007")
                                   .Serial(0x4f01)
                                   .Dns("sps-0007.corp.example")
                                   .Dns("*.corp.example")
                                   .Ip("10.1.0.7")
                                   .Ip("2001:db8::7")
                                   .Build();
  std::string out;
  AppendLeafJson(*leaf.Parse(), false, out);
  EXPECT_EQ(out, R"({"subject":"CN=sps-0007","issuer":"CN=sps-0007","serial":"4f01",)"
                 R"("not_before":"2024-01-01T00:00:00Z","not_after":"2034-01-01T00:00:00Z",)"
                 R"("key":{"type":"EC","bits":256,"curve":"P-256"},"signature":"ecdsa-with-SHA256",)"
                 R"("dns_names":["sps-0007.corp.example","*.corp.example"],)"
                 R"("ip_addresses":["10.1.0.7","2001:db8::7"],"sha256":")" +
                     Sha256Of(leaf.der) + R"(","spki_sha256":")" + Sha256Of(leaf.key.spki()) +
                     R"(","self_signed":true})");
}

TEST(JudgementJsonTest, KeysAreDescribedByTheirKind) {
  const auto key = [](const TestKey& shown) {
    const std::string json = LeafJson(CertificateBuilder("a").Key(shown).SignedBy(TestKey::Ec()));
    const size_t at = json.find("\"key\":");
    return json.substr(at, json.find('}', at) + 1 - at);
  };
  EXPECT_EQ(key(TestKey::Rsa(2048)), R"("key":{"type":"RSA","bits":2048})");
  EXPECT_EQ(key(TestKey::OfSpki(test::RsaPssSpki(TestKey::Rsa(2048)))), R"("key":{"type":"RSA-PSS","bits":2048})");
  EXPECT_EQ(key(TestKey::Ed25519()), R"("key":{"type":"Ed25519","bits":255})");
  EXPECT_EQ(key(TestKey::OfSpki(test::Ed448Spki())), R"("key":{"type":"Ed448","bits":456})");
  EXPECT_EQ(key(TestKey::OfSpki(test::DsaSpki(1024))), R"("key":{"type":"DSA","bits":1024})");
  EXPECT_EQ(key(TestKey::OfSpki(test::ExplicitCurveSpki(256))), R"("key":{"type":"EC","bits":256,"curve":"explicit"})");
  EXPECT_EQ(key(TestKey::OfSpki(test::DerSequence({}))), R"("key":{"type":"unknown"})");
}

TEST(JudgementJsonTest, ALeafWithoutNamesHasEmptyLists) {
  const std::string json = LeafJson(CertificateBuilder("a").SignedBy(TestKey::Ec("P-256", 1)));
  EXPECT_THAT(json, HasSubstr(R"("dns_names":[],"ip_addresses":[])"));
  EXPECT_THAT(json, HasSubstr(R"("self_signed":false)"));
  EXPECT_THAT(json, Not(HasSubstr("pem")));
}

TEST(JudgementJsonTest, ThePemIsThereIfAskedFor) {
  EXPECT_THAT(LeafJson(CertificateBuilder("a"), true), HasSubstr(R"(,"pem":"-----BEGIN CERTIFICATE-----\n)"));
}

TEST(JudgementJsonTest, WhateverACertificateHoldsItIsOneLineOfUtf8) {
  const std::string odd = std::string("\"\\\x1b[31m\n\0\xe2\x80\xae\xff", 13);
  const std::string json = LeafJson(CertificateBuilder(odd).Dns(odd).San(test::Der(test::ContextTag(2), odd)));
  EXPECT_TRUE(base::IsValidUtf8(json));
  EXPECT_EQ(json.find_first_of(std::string("\n\x1b\0", 3)), std::string::npos);
  EXPECT_EQ(json.find("\xe2\x80\xae"), std::string::npos) << "nothing turns the text around";
  EXPECT_TRUE(base::IsValidUtf8(Json(MakeFinding(FindingCode::kExpired, 0, odd, odd, odd))));
}

TEST(JudgementJsonTest, APathSaysWhereEachComesFrom) {
  std::string out;
  AppendPathJson({}, out);
  EXPECT_EQ(out, "[]");
  out.clear();
  const std::vector<PathElement> path = {{Leaf().Build().Parse(), PathOrigin::kSent},
                                         {Issuing().Parse(), PathOrigin::kIntermediates},
                                         {Root().Parse(), PathOrigin::kAnchor}};
  AppendPathJson(path, out);
  EXPECT_EQ(out, R"([{"subject":"CN=leaf","sha256":")" + base::HexEncode(path[0].certificate->sha256()) +
                     R"(","from":"sent"},{"subject":"CN=Issuing","sha256":")" + Sha256Of(Issuing().der) +
                     R"(","from":"intermediates"},{"subject":"CN=Root","sha256":")" + Sha256Of(Root().der) +
                     R"(","from":"anchor"}])");
}

}  // namespace
}  // namespace certsweep::pki
