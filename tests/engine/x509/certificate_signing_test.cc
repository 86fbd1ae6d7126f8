#include "engine/x509/certificate_signing.h"

#include <cstdlib>
#include <set>
#include <string>

#include "engine/x509/pem.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_certificates.h"
#include "tests/support/test_keys.h"

namespace certsweep::x509 {
namespace {

using test::CertificateBuilder;
using test::TestCertificate;
using test::TestKey;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr SignedValidity kValidity = {.not_before = test::kTestTime, .not_after = test::kTestTime + test::kTestDay};

PrivateKey Private(const TestKey& key) { return PrivateKey(bssl::UpRef(key.pkey())); }

CertificateRequestSpec Spec() {
  CertificateRequestSpec spec;
  spec.subject = {{{.oid = "2.5.4.10", .value = "Corp"}}, {{.oid = "2.5.4.3", .value = "sps01"}}};
  spec.names = {"sps01.corp.example", *base::IpAddress::Parse("10.0.0.7")};
  spec.key_usage = kDigitalSignature | kKeyEncipherment;
  spec.key_usage_critical = true;
  spec.extended_key_usage = {kServerAuthOid};
  return spec;
}

CertificateRequest Request(const CertificateRequestSpec& spec = Spec(), const TestKey& key = TestKey::Ec("P-256", 1)) {
  auto request = CertificateRequest::Make(spec, Private(key));
  EXPECT_TRUE(request.ok()) << request.status();
  return *std::move(request);
}

const TestCertificate& Ca() {
  static const TestCertificate kCa = CertificateBuilder("CA").Ca().SubjectKeyId("the CA's").Build();
  return kCa;
}

CertificatePtr Signed(const CertificateRequest& request, const TestCertificate& ca = Ca(),
                      const SignedValidity& validity = kValidity) {
  const auto der = SignCertificate(request, *ca.Parse(), Private(ca.key), validity);
  EXPECT_TRUE(der.ok()) << der.status();
  return der.ok() ? *Certificate::Parse(base::AsBytes(*der)) : nullptr;
}

std::string ErrorOf(const CertificateRequest& request, const TestCertificate& ca, const TestKey& key) {
  return SignCertificate(request, *ca.Parse(), Private(key), kValidity).status().ToString();
}

TEST(CertificateSigningTest, HasWhatWasAskedFor) {
  const auto request = Request();
  const CertificatePtr leaf = Signed(request);
  EXPECT_THAT(leaf->problems(), IsEmpty());
  EXPECT_EQ(leaf->version(), 3);
  EXPECT_EQ(leaf->subject().text(), "CN=sps01,O=Corp");
  EXPECT_EQ(leaf->issuer(), Ca().Parse()->subject());
  EXPECT_EQ(base::AsText(leaf->spki_der()), base::AsText(request.spki_der()));
  EXPECT_EQ(leaf->not_before(), kValidity.not_before);
  EXPECT_EQ(leaf->not_after(), kValidity.not_after);
  EXPECT_THAT(leaf->subject_alt_name()->dns_names, ElementsAre("sps01.corp.example"));
  EXPECT_THAT(leaf->subject_alt_name()->ip_addresses, ElementsAre(*base::IpAddress::Parse("10.0.0.7")));
  EXPECT_EQ(leaf->key_usage(), kDigitalSignature | kKeyEncipherment);
  EXPECT_THAT(*leaf->extended_key_usage(), ElementsAre(kServerAuthOid));
  EXPECT_FALSE(leaf->basic_constraints()->is_ca);
  EXPECT_TRUE(leaf->basic_constraints()->critical);
  EXPECT_EQ(leaf->subject_key_id()->size(), 20U);
  EXPECT_EQ(leaf->authority_key_id(), "the CA's");
  EXPECT_EQ(leaf->extensions().all.size(), 6U);
}

TEST(CertificateSigningTest, IsSignedByEveryKindOfCa) {
  for (const TestKey& key : {TestKey::Ec("P-384"), TestKey::Rsa(), TestKey::Ed25519()}) {
    const auto ca = CertificateBuilder("CA").Key(key).Ca().Build();
    const CertificatePtr leaf = Signed(Request(), ca);
    EXPECT_EQ(
        CheckSignatureBytes(leaf->signature_algorithm(), ca.Parse()->public_key(), leaf->tbs_der(), leaf->signature()),
        SignatureCheck::kValid);
    EXPECT_EQ(leaf->authority_key_id()->size(), 20U) << "made from the key where the CA has no identifier";
  }
}

TEST(CertificateSigningTest, SerialsAreRandomAndWellFormed) {
  std::set<std::string> serials;
  for (int i = 0; i < 64; ++i) {
    const CertificatePtr leaf = Signed(Request());
    serials.insert(leaf->serial_hex());
    EXPECT_LE(leaf->serial().size(), 17U);
    EXPECT_GE(leaf->serial().size(), 14U) << "less comes once in 2^16";
    EXPECT_THAT(leaf->problems(), IsEmpty());
  }
  EXPECT_EQ(serials.size(), 64U);
}

TEST(CertificateSigningTest, OtherExtensionsAreNotCopied) {
  auto spec = Spec();
  spec.not_a_ca = true;
  const CertificatePtr leaf = Signed(Request(spec));
  EXPECT_EQ(leaf->extensions().all.size(), 6U) << "one basicConstraints";
  CertificateRequestSpec bare;
  bare.subject = {{{.oid = "2.5.4.3", .value = "bare"}}};
  EXPECT_EQ(Signed(Request(bare))->extensions().all.size(), 3U);
}

TEST(CertificateSigningTest, DatesBeyond2049) {
  const SignedValidity far = {.not_before = 2524607999, .not_after = 2524608000};  // the last second of 2049
  const CertificatePtr leaf = Signed(Request(), Ca(), far);
  EXPECT_EQ(leaf->not_before(), far.not_before);
  EXPECT_EQ(leaf->not_after(), far.not_after);
  EXPECT_THAT(leaf->problems(), IsEmpty());
}

TEST(CertificateSigningTest, SignersThatAreNone) {
  const auto key = TestKey::Ec("P-256", 2);
  EXPECT_THAT(ErrorOf(Request(), Ca(), key), HasSubstr("does not belong"));
  const auto leaf = CertificateBuilder("leaf").Build();
  EXPECT_THAT(ErrorOf(Request(), leaf, leaf.key), HasSubstr("none that may sign"));
  const auto no_usage = CertificateBuilder("CA").Ca().KeyUsage(kCrlSign).Build();
  EXPECT_THAT(ErrorOf(Request(), no_usage, no_usage.key), HasSubstr("none that may sign"));
}

TEST(CertificateSigningTest, RequestsThatAreNotSigned) {
  auto spec = Spec();
  spec.key_usage = kDigitalSignature | kKeyCertSign;
  EXPECT_THAT(ErrorOf(Request(spec), Ca(), Ca().key), HasSubstr("a CA's alone"));
  std::string der(base::AsText(Request().der()));
  der[der.find("sps01.corp")] = 'x';
  const auto tampered = CertificateRequest::Parse(base::AsBytes(der));
  ASSERT_TRUE(tampered.ok());
  EXPECT_THAT(ErrorOf(*tampered, Ca(), Ca().key), HasSubstr("not signed with the key"));
}

TEST(CertificateSigningTest, OpensslTakesIt) {
  if (std::system("openssl version >/dev/null 2>&1") != 0) GTEST_SKIP() << "openssl is not installed";
  const test::TemporaryFolder folder;
  test::WriteWholeFile(folder.Path("ca.pem"), Ca().Pem());
  test::WriteWholeFile(folder.Path("leaf.pem"), EncodePem("CERTIFICATE", Signed(Request())->der()));
  const std::string command = "openssl verify -x509_strict -attime " + std::to_string(test::kTestTime) +
                              " -purpose sslserver -verify_ip 10.0.0.7 -CAfile " + folder.Path("ca.pem") + " " +
                              folder.Path("leaf.pem") + " >" + folder.Path("said") + " 2>&1";
  EXPECT_EQ(std::system(command.c_str()), 0) << test::ReadWholeFile(folder.Path("said"));
}

}  // namespace
}  // namespace certsweep::x509
