#include "engine/x509/certificate.h"

#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/test_certificates.h"

namespace certsweep::x509 {
namespace {

using namespace std::string_literals;
using test::CertificateBuilder;
using test::TestCertificate;
using test::TestKey;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(CertificateTest, ShowsEveryField) {
  const TestCertificate issuer = CertificateBuilder("Corp Issuing CA").Key(TestKey::Ec("P-384")).Ca().Build();
  const TestKey key = TestKey::Rsa();
  const TestCertificate made = CertificateBuilder("sps01")
                                   .Key(key)
                                   .Serial(0x4f0001)
                                   .IssuedBy(issuer)
                                   .Dns("sps01.corp.example")
                                   .Ip("10.0.0.1")
                                   .Signature({.hash = HashAlgorithm::kSha384})
                                   .Build();
  const CertificatePtr certificate = made.Parse();
  ASSERT_NE(certificate, nullptr);
  EXPECT_THAT(certificate->problems(), IsEmpty());
  EXPECT_EQ(base::AsText(certificate->der()), made.der);
  EXPECT_EQ(certificate->sha256(), base::Sha256(base::AsBytes(made.der)));
  EXPECT_EQ(certificate->version(), 3);
  EXPECT_EQ(base::AsText(certificate->serial()), "\x4f\0\1"s);
  EXPECT_EQ(certificate->serial_hex(), "4f0001");
  EXPECT_EQ(certificate->subject().text(), "CN=sps01");
  EXPECT_EQ(certificate->issuer().text(), "CN=Corp Issuing CA");
  EXPECT_EQ(certificate->not_before(), test::kTestNotBefore);
  EXPECT_EQ(certificate->not_after(), test::kTestNotAfter);
  EXPECT_EQ(certificate->public_key().type(), KeyType::kRsa);
  EXPECT_EQ(base::AsText(certificate->spki_der()), key.spki());
  EXPECT_EQ(certificate->spki_sha256(), base::Sha256(base::AsBytes(key.spki())));
  EXPECT_EQ(certificate->signature_algorithm().name, "ecdsa-with-SHA384");
  EXPECT_THAT(certificate->subject_alt_name()->dns_names, ElementsAre("sps01.corp.example"));
  EXPECT_THAT(certificate->subject_alt_name()->ip_addresses, ElementsAre(*base::IpAddress::Parse("10.0.0.1")));
  EXPECT_FALSE(certificate->is_self_issued());
  EXPECT_FALSE(certificate->is_self_signed());
  // The signed part is the first element, and the signature the last.
  EXPECT_EQ(made.der.find(base::AsText(certificate->tbs_der())), 4u);
  EXPECT_TRUE(made.der.ends_with(base::AsText(certificate->signature())));
}

TEST(CertificateTest, ShowsWhatACaCertificateSays) {
  const CertificatePtr certificate = CertificateBuilder("ca")
                                         .Ca(2)
                                         .NameConstraints({test::DnsName("corp.example")}, {})
                                         .SubjectKeyId("subject id")
                                         .AuthorityKeyId("authority id")
                                         .ExtendedKeyUsage({kServerAuthOid})
                                         .Policies({"1.2.3"})
                                         .PolicyMappings({{"1.2.3", "1.2.4"}})
                                         .PolicyConstraints(1, 2)
                                         .InhibitAnyPolicy(3)
                                         .Extension("1.2.3.4", true, "x")
                                         .Build()
                                         .Parse();
  EXPECT_TRUE(certificate->basic_constraints()->is_ca);
  EXPECT_EQ(certificate->basic_constraints()->path_length, 2);
  EXPECT_EQ(certificate->key_usage(), kKeyCertSign | kCrlSign);
  EXPECT_THAT(*certificate->extended_key_usage(), ElementsAre(kServerAuthOid));
  EXPECT_THAT(certificate->name_constraints()->permitted.dns_names, ElementsAre("corp.example"));
  EXPECT_EQ(certificate->subject_key_id(), "subject id");
  EXPECT_EQ(certificate->authority_key_id(), "authority id");
  EXPECT_TRUE(certificate->has_authority_key_id_extension());
  EXPECT_THAT(*certificate->certificate_policies(), ElementsAre("1.2.3"));
  EXPECT_EQ(certificate->policy_mappings().size(), 1u);
  EXPECT_EQ(certificate->policy_constraints()->inhibit_policy_mapping, 2);
  EXPECT_EQ(certificate->inhibit_any_policy(), 3);
  EXPECT_THAT(certificate->unknown_critical_extensions(), ElementsAre("1.2.3.4"));
  EXPECT_THAT(certificate->problems(), IsEmpty());
}

TEST(CertificateTest, WithoutExtensionsThereAreNone) {
  const CertificatePtr certificate = CertificateBuilder().Build().Parse();
  EXPECT_FALSE(certificate->subject_alt_name());
  EXPECT_FALSE(certificate->basic_constraints());
  EXPECT_FALSE(certificate->key_usage());
  EXPECT_FALSE(certificate->extended_key_usage());
  EXPECT_FALSE(certificate->name_constraints());
  EXPECT_FALSE(certificate->subject_key_id());
  EXPECT_FALSE(certificate->authority_key_id());
  EXPECT_FALSE(certificate->has_authority_key_id_extension());
  EXPECT_FALSE(certificate->certificate_policies());
  EXPECT_FALSE(certificate->policy_constraints());
  EXPECT_FALSE(certificate->inhibit_any_policy());
}

TEST(CertificateTest, WritesSerialsAsPeopleDo) {
  const struct {
    std::string octets;
    const char* expected;
  } kCases[] = {
      {"\x01", "01"},
      {"\x7f", "7f"},
      {"\0\x80"s, "80"},  // the sign octet is not shown
      {"\x0f\xff", "0fff"},
      {"\0"s, "0"},
      {"\0\0"s, "0"},
      {"\0\0\x12\x34"s, "1234"},
      {"\xff", "-01"},
      {"\x80", "-80"},
      {"\x80\x00"s, "-8000"},
      {"\xff\x7f", "-81"},
      {std::string("\x4f").append(19, '\xab'), "4fababababababababababababababababababab"},
  };
  for (const auto& c : kCases) {
    const CertificatePtr certificate = CertificateBuilder().RawSerial(c.octets).Build().Parse();
    EXPECT_EQ(certificate->serial_hex(), c.expected);
    EXPECT_EQ(base::AsText(certificate->serial()), c.octets);
  }
}

TEST(CertificateTest, SelfIssuedIsOfNamesAndSelfSignedOfSignatures) {
  const TestKey other = TestKey::Ec("P-256", 1);
  const CertificatePtr self_signed = CertificateBuilder("a").Build().Parse();
  EXPECT_TRUE(self_signed->is_self_issued());
  EXPECT_TRUE(self_signed->is_self_signed());
  const CertificatePtr rolled_over = CertificateBuilder("a").SignedBy(other).Build().Parse();
  EXPECT_TRUE(rolled_over->is_self_issued());
  EXPECT_FALSE(rolled_over->is_self_signed());
  const CertificatePtr tampered = CertificateBuilder("a").TamperedSignature().Build().Parse();
  EXPECT_TRUE(tampered->is_self_issued());
  EXPECT_FALSE(tampered->is_self_signed());
  const CertificatePtr renamed = CertificateBuilder("a").IssuerName(test::CommonName("b")).Build().Parse();
  EXPECT_FALSE(renamed->is_self_issued());
  EXPECT_FALSE(renamed->is_self_signed());
  // Names are compared as RFC 5280, 7.1 says.
  const CertificatePtr spelt = CertificateBuilder("Corp CA").IssuerName(test::CommonName(" CORP  ca ")).Build().Parse();
  EXPECT_TRUE(spelt->is_self_issued());
  EXPECT_TRUE(spelt->is_self_signed());
}

TEST(CertificateTest, ManyThreadsMayAskWhetherItIsSelfSigned) {
  const CertificatePtr certificate = CertificateBuilder("a").Build().Parse();
  std::vector<char> answers(8, 0);
  std::vector<std::thread> threads;
  for (char& answer : answers) {
    threads.emplace_back([&certificate, &answer] { answer = certificate->is_self_signed() ? 1 : 2; });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(answers, testing::Each(1));
}

TEST(CertificateTest, OutlivesTheBytesItWasParsedFrom) {
  CertificatePtr certificate;
  {
    const std::string der = CertificateBuilder("a").Dns("a.example").Build().der;
    certificate = *Certificate::Parse(base::AsBytes(der));
  }
  EXPECT_EQ(certificate->subject().text(), "CN=a");
  EXPECT_EQ(certificate->serial_hex().size(), 4u);
  EXPECT_TRUE(certificate->is_self_signed());
}

TEST(CertificateTest, TheSignatureIsCheckedWithTheIssuersKey) {
  const TestCertificate issuer = CertificateBuilder("ca").Key(TestKey::Ec("P-256", 1)).Ca().Build();
  const CertificatePtr leaf = CertificateBuilder("leaf").IssuedBy(issuer).Build().Parse();
  EXPECT_EQ(CheckSignature(*leaf, issuer.Parse()->public_key()), SignatureCheck::kValid);
  EXPECT_EQ(CheckSignature(*leaf, leaf->public_key()), SignatureCheck::kInvalid);
}

}  // namespace
}  // namespace certsweep::x509
